"""Numbers beside a total's label that are no total: a planned visit's, a score, one deed, how many visits."""

from __future__ import annotations

from chargeline.evidence.services.minutes.lines import is_whole_of_one
from chargeline.evidence.text.lists import word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment


def is_no_total(segment: Segment, label: Hit, number: Hit) -> bool:
    """Whether a number and the label that it stands beside tell of something else than this visit's minutes."""
    return any(
        read(segment, label, number)
        for read in (_is_of_another, _is_score, _is_of_a_deed, _is_of_visits, _is_named, _is_of_one)
    )


def is_minutes(hit: Hit) -> bool:
    """Whether a number carries minutes or hours as its unit."""
    return hit.quantity is not None and hit.quantity.kind in ("minutes", "hours")


def _is_of_another(segment: Segment, label: Hit, number: Hit) -> bool:
    """Whether the number is a planned visit's length, or the time of a test or a walk."""
    words = segment.scan.words
    planned = segment.section == "plan" and segment.label != "minutes" and segment.has("labels", "plans")
    planned = (planned or words[segment.i] in ("plan", "p")) and not _is_line(segment, label, number)
    if planned and label.entries["totals"].more != "timed" and label.i - segment.i < 6:
        return True
    return label.i > segment.i and words[label.i - 1] in ("walk", "walked", "stand", "stood", "test")


def _is_line(segment: Segment, label: Hit, number: Hit) -> bool:
    """Whether minutes and their label are all that a line says: "38 min tx", below a plan too."""
    words = segment.scan.words
    above = words[max(segment.i - 2, 0) : segment.i]
    opens = above[-1:] in ([], ["\n"]) and above[:1] != [":"]
    said = sum(words[k][0].isalnum() for k in range(segment.i, segment.j))
    return opens and number.i < label.i and said == number.j - number.i + label.j - label.i


def _is_score(segment: Segment, label: Hit, number: Hit) -> bool:
    """Whether the total is a measure's: "FIM total 45", "Index: language 88, attention 70, total 75 (5th %ile)"."""
    first = min(label.i, number.i)
    summed = label.entries["totals"].name == "total" and not is_minutes(number)
    scored = not _SCORES.isdisjoint(segment.said) or any(hit.j <= first for hit in segment.all("measures"))
    scored = scored and not segment.has("minutes", "services")
    return summed and (scored or any(hit.j == first for hit in segment.all("measures", "ratings", "motions")))


_SCORES = word_set("ile percentile index indices score scores scored subtest subtests raw scaled quotient")


def _is_of_a_deed(segment: Segment, label: Hit, number: Hit) -> bool:
    """ "Rested for 5 min total", "stood 10 min total at counter": one time, and what the patient did in it."""
    bare = label.entries["totals"].name == "total" and number.j == label.i
    return bare and segment.has("pauses", "measures") and len(segment.kinds.get("minutes", ())) == 1


def _is_of_visits(segment: Segment, label: Hit, number: Hit) -> bool:
    """ "Total visits 12", "45 min sessions at school", "the visit was her 33rd": how many, how long each, which."""
    written = segment.scan.folded[label.start : label.end]
    several = written.endswith(("visits", "sessions"))
    counted = segment.scan.words[number.j : number.j + 1] in (["st"], ["nd"], ["rd"], ["th"])
    return counted or (several and (not is_minutes(number) or number.j == label.i))


def _is_named(segment: Segment, label: Hit, number: Hit) -> bool:
    """ "Naming tx 22 min", "exercise tx 20 min": treatment of one thing, whose name opens the segment."""
    named = any(hit.i == segment.i and hit.j == label.i for hit in segment.all(*_TREATED))
    named = named or segment.scan.words[segment.i : label.i] == ["scar"]
    written = segment.scan.folded[label.start : label.end]
    return named and written == "tx" and number.i == label.j and is_minutes(number)


def _is_of_one(segment: Segment, label: Hit, number: Hit) -> bool:
    """ "TE 20 min total", "TE was given for a total of 20 min": of one service, where the note names others."""
    if not is_whole_of_one(segment, label, number.start):
        return False
    return len({hit.entries["services"].more[:5] for hit in segment.scan.hits if "services" in hit.entries}) > 1


_TREATED = ("activities", "capacities", "deficits", "services", "symptoms", "exercises", "techniques")
