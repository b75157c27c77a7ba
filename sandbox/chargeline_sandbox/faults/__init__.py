"""Misbehaviour on request: what goes wrong, on which path, how many times.

`model` says what a fault is and counts it down, `answers` acts on requests and answers, `kept` on what a
write leaves in the store.
"""

from chargeline_sandbox.faults.model import Fault, Faults

__all__ = ["Fault", "Faults"]
