"""Personalities as tables of facts: what an EHR advertises, how it answers, how it refuses.

Nothing here acts. Behaviour elsewhere reads these tables, so that a vendor's difference is one row in one
file. Facts that the vendors do not document (the status of an unknown resource, for instance) are marked
`assumed` in the vendor's file.
"""

from chargeline_sandbox.facts.epic import EPIC
from chargeline_sandbox.facts.generic import GENERIC
from chargeline_sandbox.facts.model import Personality, RefusalFacts, ResourceFacts
from chargeline_sandbox.facts.oracle import ORACLE

PERSONALITIES: dict[str, Personality] = {p.name: p for p in (GENERIC, ORACLE, EPIC)}

__all__ = ["EPIC", "GENERIC", "ORACLE", "PERSONALITIES", "Personality", "RefusalFacts", "ResourceFacts"]
