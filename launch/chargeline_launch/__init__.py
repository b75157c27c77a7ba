"""Chargeline launch."""
