"""Synthetic patients: stories in TOML, dated relative to today, built into each personality's own FHIR.

A story is one patient with a reason to be here (`tags`). No person, number or address is real.
"""
