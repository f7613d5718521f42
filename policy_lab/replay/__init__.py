"""Replays historic cases under two sets of packs: each batch becomes a small table, and these add up."""
