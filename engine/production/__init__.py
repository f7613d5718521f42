"""The second opinion: the same bound rules, answered by forward chaining in durable-rules.

`compile` turns rules into a durable-rules ruleset, `batch` turns subjects into facts and firings into
verdicts, `worker` is the process that owns durable-rules, `fence` keeps that process from harming a
live assessment, and `session` runs the same thing without the fence. Decision 0005 says why.
"""
