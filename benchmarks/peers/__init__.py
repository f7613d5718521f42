"""Other engines on the part of the work that each can do: is residence in an area long enough?

Each peer answers for the four areas of the benchmark case, and says in its docstring what it leaves
out. All must find what plain Python finds (`benchmarks.residence`).
"""
