"""Spreads the replay of historic cases over workers of an engine that somebody already runs: Ray or Spark."""
