"""What is planned, and whose plan it is."""
