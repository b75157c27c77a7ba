"""Where a note names a service, and which words belong to it."""
