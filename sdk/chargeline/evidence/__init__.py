"""What the notes document, for which service, and where.

`text` cuts a note and says what each word means, `readers` find what is said, theme by theme, `services` tell which
services it tells of; `read` does it all, once, and `reading` is what that yields: all that the rules ever see.
"""
