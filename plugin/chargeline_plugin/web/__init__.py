"""The Flask views."""
