"""What an earlier session left behind, offered in a sentence."""

from __future__ import annotations

from chargeline_plugin.session.kept import Kept
from chargeline_plugin.visit.visit import Visit
from chargeline_plugin.web.show import words
from chargeline_templates.pieces import KeptOffer


def kept_offer(left: Kept, visit: Visit, *, to: str, csrf: str) -> KeptOffer:
    """How much there is, and from when. What was answered is shown once it is back, not before."""
    parts = [_many(len(left.said), "answer", "answers"), _many(len(left.edits), "edited time", "edited times")]
    when = words.clock(left.at, visit.time_zone)
    return KeptOffer(what=" and ".join(part for part in parts if part), when=when, to=to, csrf=csrf)


def _many(count: int, one: str, more: str) -> str:
    return f"{count} {one if count == 1 else more}" if count else ""
