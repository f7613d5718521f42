"""What there is and where: the authorities, the services in them and how to reach them."""
