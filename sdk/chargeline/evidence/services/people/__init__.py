"""Who gave a service, and to how many at a time."""
