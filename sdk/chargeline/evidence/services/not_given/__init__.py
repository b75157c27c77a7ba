"""What was entered or named and, as the note says, not given."""
