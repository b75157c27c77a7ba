"""What was changed in the programme today, in words, against what it was, or in its place."""
