"""Chargeline templates."""
