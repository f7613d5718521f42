"""What an invented national directory is made of."""
