"""Chargeline sandbox."""
