"""What the note says, theme by theme: each reader finds one kind of thing, with its words and its context."""
