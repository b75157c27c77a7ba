"""Abbreviations that collide with other words, where they name a service: "TA 15 min", not the muscle in "R TA"."""

from __future__ import annotations

from chargeline.evidence.services.minutes.lines import closes_part, is_share
from chargeline.evidence.services.minutes.parted import is_parted
from chargeline.evidence.services.minutes.roles import is_role
from chargeline.evidence.services.minutes.units import has_units
from chargeline.evidence.services.names.told import is_among, is_next
from chargeline.evidence.text.cells import fills_cell
from chargeline.evidence.text.lists import word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment

BY_HAND = (
    "97140",
    "97124",
    "97010",
    "97012",
    "97014",
    "G0283",
    "97016",
    "97018",
    "97022",
    "97024",
    "97026",
    "97032",
    "97033",
    "97034",
    "97035",
)
"""What the therapist's hands or a machine do to a patient: minutes of its line are no dose of the patient's."""


def is_heading(segment: Segment, hit: Hit) -> bool:
    """An abbreviation that collides is a service's name at the head of a line, before a colon, or beside minutes."""
    words = segment.scan.words
    after = words[hit.j] if hit.j < len(words) else "\n"
    past = words[hit.j + 1] if after.isdigit() and hit.j + 1 < segment.j else after
    capitals = segment.scan.text[hit.start : hit.end].isupper()
    if (
        past in (":", "=")
        or (after == "time" and capitals)
        or hit.j - hit.i == segment.j - segment.i
        or fills_cell(segment.scan.folded, hit.start, hit.end)
    ):
        return True
    if _is_timed_bare(segment, hit):
        return True
    if any(one.j < hit.i and _SPENT.issuperset(words[one.j : hit.i]) for one in segment.kinds.get("minutes", ())):
        return True  # "25 minutes were spent on TA"
    if is_parted(segment, hit):
        return True
    neighbours = [other for other in segment.hits if 0 <= other.i - hit.j <= 2 or 0 <= hit.i - other.j <= 1]
    if any(other.quantity and other.quantity.kind in ("minutes", "clock") for other in neighbours):
        return True
    if any(
        0 <= one.i - hit.j <= _FEW and _FOR.issuperset(words[hit.j : one.i]) for one in segment.kinds.get("minutes", ())
    ):
        return True  # "MT for the last 15 min"
    given = (other.i for other in segment.kinds.get("performers", ()) if is_role(segment.scan, other))
    if any(hit.j < k <= hit.j + 2 and words[hit.j].isdigit() for k in given):
        return True  # "TA 15 PT"
    opens = all(not word[0].isalnum() for word in words[segment.i : hit.i])
    if has_units(segment, hit, hit):
        return True
    if segment.has("physical") or (opens and segment.has("minutes") and hit.entries["services"].more[:5] in BY_HAND):
        return True
    if opens and segment.has("minutes") and any(one.i == hit.j for one in segment.kinds.get("distance", ())):
        return True  # "Gait 200' RW x 18 min"
    if opens and after == "-" and segment.has("minutes") and segment.scan.folded[hit.end : hit.end + 3] == " - ":
        return True
    if not opens or hit.j - hit.i > 1 or not capitals:
        return is_among(segment, hit) or is_next(segment, hit)
    return after in ("-", "(", "\n", "x") or not any(other.quantity and other.i == hit.j for other in segment.hits)


_FEW = 4
_FOR = word_set("for the first last final remaining")
_SPENT = word_set("were was spent on of in doing performing")


def _is_timed_bare(segment: Segment, hit: Hit) -> bool:
    """Whether capitals stand before a bare number of minutes: "US 8 min, TE 25", "TE 12 of the 25 min"."""
    number = next((one for one in segment.kinds.get("number", ()) if one.i == hit.j), None)
    capitals = segment.scan.text[hit.start : hit.end].isupper()
    return capitals and number is not None and (closes_part(segment, number) or is_share(segment, number))
