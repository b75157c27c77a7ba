"""What was changed in the programme today: a word of change about a thing of it, or one thing beside another."""

from __future__ import annotations

from collections.abc import Iterator

from chargeline.evidence.readers.change.exchange import exchanged
from chargeline.evidence.readers.change.otherwise import otherwise
from chargeline.evidence.readers.change.programme import LOADS, TURNS, is_of_programme
from chargeline.evidence.readers.finding import Found, clause, is_body_weight
from chargeline.evidence.text.context import contexts, near_past
from chargeline.evidence.text.days import named_days
from chargeline.evidence.text.lists import listed, word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment


def changes(segment: Segment) -> Iterator[Found]:
    """Something of the programme was changed today."""
    if segment.section == "history" or _dated(segment) or is_body_weight(segment):
        return
    words = segment.scan.words[segment.i : segment.j]
    if segment.label == "change" and len(segment.hits) > 1 and not segment.unfilled and _NONE.isdisjoint(words):
        yield _changed(segment, segment.hits[-1])
        return
    for hit in segment.kinds.get("changes", ()):
        if segment.section == "plan" and "planned" in contexts(segment, hit):
            continue
        if _is_of_today(segment, hit) and is_of_programme(segment, hit):
            yield _changed(segment, hit)
            return
    other = None if segment.section in ("plan", "subjective") else exchanged(segment) or otherwise(segment)
    if other is not None:
        yield _changed(segment, other)


def _changed(segment: Segment, hit: Hit) -> Found:
    context = contexts(segment, hit, section=False) - {"historical", "not_done", "negated"}
    plain = "changes" in hit.entries and hit.entries["changes"].more == "plain"
    before = segment.scan.words[max(segment.i, hit.i - (2 if plain else 4)) : hit.i]
    unchanged = _UNCHANGED - {"without"} if plain else _UNCHANGED
    if "changes" in hit.entries and unchanged.intersection(before) and _CLOSED.isdisjoint(before):
        context |= {"negated"}
    return Found("change", "programme", segment, *clause(segment, hit), context)


_UNCHANGED = word_set("no not without nothing never")
_CLOSED = word_set(", ( ) : - pain")
_NONE = _UNCHANGED | word_set("none n na same unchanged will next continue cont")


def _dated(segment: Segment) -> bool:
    """Whether a line opens with a date, as copied flowsheets do: "3/8: increased bike"."""
    words = segment.scan.words[segment.i : segment.i + 4]
    return len(words) == 4 and words[0].isdigit() and words[1] == "/" and words[2].isdigit() and words[3] == ":"


def _is_of_today(segment: Segment, hit: Hit) -> bool:
    """Whether a change was made, and today, by whom it is for: not allowed, wished, advised, of another day."""
    words = segment.scan.words
    if not _MAY.isdisjoint(words[max(segment.i, hit.i - 4) : hit.i]):
        return False
    if (
        words[segment.j - 1] == "?"
        or words[hit.i - 1 : hit.i] == ["since"]
        or _of_others(words[max(segment.i, hit.i - 5) : hit.i])
    ):
        return False
    wished = _WANTS.intersection(words[segment.i : hit.i]) and "so" not in words[segment.i : hit.i]
    if wished or _is_advised(segment, hit) or _by_another(segment, hit) or _is_next_in_turn(segment, hit):
        return False
    return not _was_another_day(segment, hit)


def _of_others(before: list[str]) -> bool:
    """Whether another trade stands close before a change, in its clause."""
    return not _OTHERS.isdisjoint(before) and TURNS.isdisjoint(before)


_WANTS = word_set("wants want wanted asks asked wishes")
_MAY = listed("not yet done")
_OTHERS = listed("of another trade")


def _is_advised(segment: Segment, hit: Hit) -> bool:
    """ "Progress as tolerated", "increase it if it is easy": what is to come."""
    words = segment.scan.words
    if words[hit.i].endswith("ed"):
        return False
    behind = words[hit.j : segment.j]
    tolerated = words[hit.i] in _BIDDEN and any(
        one == "as" and behind[k + 1 : k + 2] in _ABLE for k, one in enumerate(behind)
    )
    hangs = "when" in behind and not _READY.isdisjoint(behind)
    return tolerated or "if" in behind or (hangs and words[hit.i] in _BIDDEN)


_BIDDEN = word_set("progress advance increase add upgrade")
_READY = word_set("able ready cleared allowed")
_ABLE = (["tolerated"], ["able"], ["appropriate"], ["indicated"], ["tol"])


def _by_another(segment: Segment, hit: Hit) -> bool:
    """Whether family is named right before the change, or another trade behind it: "replaced by the vendor"."""
    words = segment.scan.words
    if any(0 <= hit.i - one.j <= 1 or one.i - segment.i <= 1 for one in segment.kinds.get("family", ())):
        return True
    return any(
        word == "by" and not _OTHERS.isdisjoint(words[hit.i + k + 1 : hit.i + k + 3])
        for k, word in enumerate(words[hit.i : min(hit.j + 4, segment.j)])
    )


def _is_next_in_turn(segment: Segment, hit: Hit) -> bool:
    """Whether it is told in which order services were given: "we then moved on to therapeutic exercise"."""
    on = "on" in segment.scan.words[hit.i : hit.j]
    return on and any(one.i == hit.j for one in segment.kinds.get("services", ()))


def _was_another_day(segment: Segment, hit: Hit) -> bool:
    """ "(went up to the blue ones last wk)": another day behind a change, neither set against it nor today named."""
    days = [one for one in segment.kinds.get("before", ()) if one.entries["before"].more == "always"]
    if any(_is_on(segment, one, hit) for one in named_days(segment)) and not segment.has("now"):
        return True
    if any(one.i == segment.i and near_past(segment, one, hit) for one in days):
        return True
    day = next((one for one in days if 0 <= one.i - hit.j <= _DAY_REACH), None)
    loads = (one for one in segment.kinds.get("quantity", ()) if one.quantity and one.quantity.kind in LOADS)
    if day is None or segment.has("now") or any(one.i >= hit.i for one in loads):
        return False
    return _SET_AGAINST.isdisjoint(segment.scan.words[hit.i : day.j])


def _is_on(segment: Segment, day: Hit, hit: Hit) -> bool:
    """Whether a change is told of a day named by its date: "moved from RW to SPC on 9/14"."""
    return 0 < day.i - hit.j <= _DAY_REACH and segment.scan.words[day.i - 1] == "on"


_DAY_REACH = 7
_SET_AGAINST = word_set("from than was were vs versus instead of since not compared for after , (")
