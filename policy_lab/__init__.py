"""Historic and invented cases under two packs: what a rule change does, before anyone is affected."""
