"""What the notes document, for which service, and where."""
