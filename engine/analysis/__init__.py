"""Analysis: what a solver can prove of rules over every case there could be.

Rows that nobody reaches, rules that contradict each other, days without law, and whether two packs ever
decide differently. Needs the optional z3-solver. From the command line: `safe-connections rules analyse`.
"""
