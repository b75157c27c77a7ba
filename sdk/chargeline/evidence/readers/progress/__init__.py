"""Now set against before, in words and not in numbers."""
