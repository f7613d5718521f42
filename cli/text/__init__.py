"""Answers as text for a terminal: layout is chosen here, verdicts never."""
