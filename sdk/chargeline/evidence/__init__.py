"""What the notes document, for which service, and where: `read` reads them, `reading` says what that yields."""
