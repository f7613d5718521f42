"""How fast the answers come, beside other engines on the part that each can do: `make bench`."""
