"""Which services the note documents: named or described, their minutes and people, and the codes they speak for."""
