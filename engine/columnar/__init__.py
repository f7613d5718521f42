"""The same rules over whole files of cases, held in columns: a second evaluator, which must agree.

Cases in columns (`schema`) → `Tables` (`encode`) → `Frames` of facts (`facts`) → verdicts (`decide`).
Why it is a second engine, and what keeps the two together: decision 0009.
"""
