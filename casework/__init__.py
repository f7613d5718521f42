"""What caseworkers do with the engine: assess a client, check a Single Service Offer, plan a connection."""
