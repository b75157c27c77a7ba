"""Chargeline plugin."""
