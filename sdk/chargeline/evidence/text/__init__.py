"""A note as text: folded, cut into words and numbers, laid out in segments, and what each word means."""
