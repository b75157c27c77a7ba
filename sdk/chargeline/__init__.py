"""Chargeline: the coding SDK."""
