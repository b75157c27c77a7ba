"""The visit: what was read of the chart, and every decision that reading leaves open, with its evidence.

found = read_visit(client, launch, site, settings, choices, now)     Visit | NeedsEncounter | Refusal
visit = read_history(client, launch, site, visit)                    after the page is up
visit_from_json(visit_to_json(visit)) == visit
refusals.REFUSALS[refusal.code], refusals.UNREAD[unread.code]        cause and next step, for every code
"""

from chargeline_plugin.visit.assemble import read_visit
from chargeline_plugin.visit.history import read_history
from chargeline_plugin.visit.visit import Choices, NeedsEncounter, Reading, Refusal, Visit
from chargeline_plugin.visit.wire import visit_from_json, visit_to_json

__all__ = [
    "Choices",
    "NeedsEncounter",
    "Reading",
    "Refusal",
    "Visit",
    "read_history",
    "read_visit",
    "visit_from_json",
    "visit_to_json",
]
