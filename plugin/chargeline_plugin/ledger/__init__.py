"""What was sent, kept before it was sent."""
