"""What was changed in the programme today: more, less, added, left out, exchanged."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from chargeline.evidence.context import contexts
from chargeline.evidence.finding import Found, clause, names_home
from chargeline.evidence.scan import Hit
from chargeline.evidence.structure import Segment
from chargeline.evidence.text import in_order, word_set

_PROGRAMME = in_order(
    "exercises dose load reps times equipment activities speed length services seconds minutes cues assistance"
    " distance programme"
)
_REACH = 7
_LOADS = frozenset({"load", "dose", "reps", "times", "range", "speed", "length", "seconds", "minutes", "distance"})


def changes(segment: Segment) -> Iterator[Found]:
    """Something of the programme was changed today."""
    if segment.section == "history" or _dated(segment):
        return
    words = segment.scan.words[segment.i : segment.j]
    if segment.label == "change" and len(segment.hits) > 1 and not segment.unfilled and _NONE.isdisjoint(words):
        yield _changed(segment, segment.hits[-1])
        return
    for hit in segment.kinds.get("changes", ()):
        if segment.section == "plan" and "planned" in contexts(segment, hit) and not _past_tense(segment, hit):
            continue
        if hit.entries["changes"].more == "plain" or _of_programme(segment, hit):
            yield _changed(segment, hit)
            return
    exchanged = None if segment.section in ("plan", "subjective") else _first_exchange(segment)
    if exchanged is not None:
        yield _changed(segment, exchanged)


def _changed(segment: Segment, hit: Hit) -> Found:
    context = contexts(segment, hit, section=False) - {"historical", "not_done", "negated"}
    if "changes" in hit.entries and _UNCHANGED.intersection(segment.scan.words[max(segment.i, hit.i - 2) : hit.i]):
        context |= {"negated"}
    return Found("change", "programme", segment, *clause(segment, hit), context)


_UNCHANGED = word_set("no not without")
_NONE = _UNCHANGED | word_set("none n na same unchanged will next continue cont")


def _dated(segment: Segment) -> bool:
    """Whether a line opens with a date, as copied flowsheets do: "3/8: increased bike"."""
    words = segment.scan.words[segment.i : segment.i + 4]
    return len(words) == 4 and words[0].isdigit() and words[1] == "/" and words[2].isdigit() and words[3] == ":"


def _past_tense(segment: Segment, hit: Hit) -> bool:
    return segment.scan.words[hit.i].endswith("ed") and segment.has("now")


def _of_programme(segment: Segment, hit: Hit) -> bool:
    """Whether the word of change is about the programme, not about the patient or the patient's results."""
    near = [one for one in segment.all(*_PROGRAMME) if one is not hit and _gap(one, hit) <= _REACH]
    if not _OTHERS.isdisjoint(segment.scan.words[max(segment.i, hit.i - 3) : hit.i]):
        return False
    if not near or _of_results(segment, hit, near) or _of_the_patient(segment, hit, near):
        return False
    if segment.section == "subjective" and not segment.has("exercises", "dose"):
        return False
    written = segment.scan.folded[hit.start : hit.end]
    beside = _beside(segment, hit)
    if any("symptoms" in one.entries for one in beside) and not any(map(_is_item, beside)):
        return False
    if written == "moved" and any(one.quantity and one.i == hit.j for one in beside):
        return False
    if written in _AMOUNTS:
        return _load_change(segment, hit, near)
    if written in _LEFT_OUT:
        return not segment.has("seconds", "minutes", "dose") and any(map(_is_item, _beside(segment, hit)))
    if "motions" in hit.entries:
        return False
    if written in _BEGUN:
        return (written not in _STARTED or segment.has("now")) and any(map(_can_begin, near))
    return True


def _beside(segment: Segment, hit: Hit) -> list[Hit]:
    return [one for one in segment.hits if one is not hit and (0 <= one.i - hit.j <= 1 or 0 <= hit.i - one.j <= 1)]


def _is_item(one: Hit) -> bool:
    return not {"exercises", "activities", "programme"}.isdisjoint(one.entries)


_LEFT_OUT = frozenset({"held", "d/c", "dc"})
_AMOUNTS = frozenset({"↑", "↓", "increased", "decreased", "reduced", "increase in", "up to", "up from", "dropped"})
_BEGUN = word_set("started start began initiated added new resumed add trialed trialled tried")
_STARTED = word_set("started start began new tried trialed trialled")


def _gap(one: Hit, other: Hit) -> int:
    return max(one.i - other.j, other.i - one.j)


def _can_begin(one: Hit) -> bool:
    begun = {"exercises", "activities", "equipment", "programme", "services"}.intersection(one.entries)
    return bool(begun) or (one.quantity is not None and one.quantity.kind in ("load", "dose"))


def _of_results(segment: Segment, hit: Hit, near: list[Hit]) -> bool:
    """Motion, strength, a test's score or a symptom that went up or down is no change of the programme."""
    words = segment.scan.words
    named = any("programme" in one.entries and -5 <= one.i - hit.j <= 4 for one in near)
    measured = segment.has("measures", "ratings", "grade", "degrees")
    if measured and not named and not segment.has("exercises", "dose", "equipment", "cues"):
        return True
    if names_home(segment) and not segment.has("exercises", "dose"):
        return True
    helped = all({"cues", "assistance"}.intersection(one.entries) for one in near)
    return helped and not words[hit.i].startswith(("fade", "wean", "withdr", "cut"))


def _of_the_patient(segment: Segment, hit: Hit, near: list[Hit]) -> bool:
    """ "Moved from bed to chair", "added to the list"."""
    words = segment.scan.words
    if words[hit.i] in ("moved", "went", "transitioned", "progressed"):
        task = [one for one in near if one.i >= hit.j and one.i - hit.j <= 1]
        posture = {"supine", "prone", "sit", "seated", "sitting", "bed", "chair", "mat", "floor"}
        told = posture.intersection(words[hit.i : hit.j + 2])
        if told and not _PERSON.isdisjoint(words[max(segment.i, hit.i - 2) : hit.i]):
            return True
        return bool(told and task) and ("activities" in task[0].entries or segment.has("assistance", "times"))
    return False


_OTHERS = word_set("surgeon md doctor prosthetist orthotist physician ortho dr pharmacist neurologist")
_PERSON = word_set("patient pt client she he child")


def _load_change(segment: Segment, hit: Hit, near: list[Hit]) -> bool:
    """More or less of a dose, not of a result or a symptom."""
    after = [one for one in segment.hits if 0 <= one.i - hit.j <= 3]
    before = [one for one in segment.hits if one.j <= hit.i and hit.i - one.j <= 1]
    results = frozenset({"capacities", "ratings", "deficits", "responses", "functions", "symptoms"})
    if any(_is_only(one, results) for one in after[:2]):
        return False
    if before and _is_only(before[-1], results):
        return False
    return any(
        (one.quantity is not None and one.quantity.kind in _LOADS)
        or not {"equipment", "programme"}.isdisjoint(one.entries)
        for one in near
    )


def _is_only(one: Hit, kinds: frozenset[str]) -> bool:
    return not kinds.isdisjoint(one.entries) and "programme" not in one.entries


def _first_exchange(segment: Segment) -> Hit | None:
    """One load, tool, surface or level for another, or a dose beside the one that it was."""
    items = segment.all("equipment", "programme", "load", "reps", "speed", "dose", "length", "distance")
    for one, other in pairwise(items):
        if _alike(one, other) and _arrow_between(segment, one, other):
            return one
    for hit in segment.kinds.get("quantity", ()):
        if _doubled(segment, hit) or _was(segment, hit):
            return hit
    return _first_time(segment) or _was_other(segment) or _instead(segment)


def _instead(segment: Segment) -> Hit | None:
    """One thing of the programme rather than another: "tray loaded with two cups rather than one"."""
    words = segment.scan.words
    if segment.has("before", "measures", "limits", "functions", "home"):
        return None
    items = [*segment.all(*_PROGRAMME), *segment.kinds.get("number", ())]
    for k in range(segment.i, segment.j - 1):
        if (words[k], words[k + 1]) in (("instead", "of"), ("rather", "than")):
            after = any(0 <= one.i - k - 2 <= 1 for one in items)
            return next((one for one in items if after and one.j <= k and "services" not in one.entries), None)
    return None


def _was_other(segment: Segment) -> Hit | None:
    """Brackets that tell how an exercise was done before: "VORx1 standing, busy background (was plain wall)"."""
    if not segment.has("exercises", "dose", "activities") or segment.has("degrees", "grade", "ratings"):
        return None
    words = segment.scan.words
    asides = (hit for hit in segment.kinds.get("before", ()) if words[hit.i] == "was" and hit.i > segment.i)
    return next((hit for hit in asides if words[hit.i - 1] == "(" and _is_manner(words, hit.j)), None)


def _is_manner(words: list[str], k: int) -> bool:
    """Whether a few words tell how a thing was done, not how the patient was."""
    told = k < len(words) and words[k][0].isalpha() and words[k] not in _OF_PATIENT
    return told and ")" in words[k : k + 5]


_OF_PATIENT = word_set(
    "able unable tired sore fine good ok easy hard difficult not painful given done told seen independent fatigued"
    " dizzy winded challenged shaky limited held provided very too a well better worse steady"
    " unsteady stiff weak"
)


def _arrow_between(segment: Segment, one: Hit, other: Hit) -> bool:
    between = [word for word in segment.scan.words[one.j : other.i] if word not in _COUNTED | {"today"}]
    return between in (["to"], ["→"], ["-", ">"], [">"], [">", ">"], ["instead", "of"])


_COUNTED = word_set("one two three 1 2 3 4 in inch")


def _alike(one: Hit, other: Hit) -> bool:
    for kind in ("equipment", "programme"):
        if kind in one.entries and kind in other.entries:
            more = one.entries[kind].more
            return more == other.entries[kind].more and more not in ("position",)
    return False


def _doubled(segment: Segment, hit: Hit) -> bool:
    """A load, a dose or a speed with two values and an arrow."""
    quantity = hit.quantity
    if quantity is None or not quantity.arrow or quantity.second is None:
        return False
    if quantity.kind in ("load", "reps", "speed", "dose"):
        return segment.has("exercises", "activities", "dose", "equipment", "programme")
    if quantity.kind in ("length", "distance", "seconds", "minutes", "number", "range"):
        return segment.has("programme", "activities") and not segment.has("measures", "capacities", "ratings")
    return False


def _was(segment: Segment, hit: Hit) -> bool:
    """A dose that it was, or by how much it went up: "3x10 (was 2x10)", "20# (↑ from 15#)", "(+5 lb today)"."""
    kind = hit.quantity.kind if hit.quantity else ""
    if kind not in _LOADS | {"number"} or segment.has("measures") or hit is segment.hits[0]:
        return False
    words = segment.scan.words
    before = words[hit.i - 1] if hit.i > segment.i else ""
    dosed = segment.has("exercises", "equipment", "dose", "load")
    if before in ("up", "down", "+"):
        return kind == "load" and dosed
    if kind in ("load", "dose", "reps", "times", "speed"):
        return before in _EARLIER and dosed
    if before not in _WERE:
        return False
    aside = words[hit.i - 2 : hit.i - 1] in (["("], [","])
    if kind != "number":
        return aside and dosed
    return (aside and segment.has("load", "dose", "programme")) or _of_another_day(segment)


def _of_another_day(segment: Segment) -> bool:
    """ "Same leg press was 130 on Monday": an exercise's load of another day."""
    days = (hit for hit in segment.kinds.get("before", ()) if hit.entries["before"].more == "always")
    return segment.has("exercises") and any(days)


_EARLIER = word_set("was from prev previously not")
_WERE = word_set("was prev previously")


FRESH = frozenset({"new", "now", "no", "without", "w/o"})


def _first_time(segment: Segment) -> Hit | None:
    """Something new, or something done for the first time or now without support."""
    words = segment.scan.words
    if FRESH.isdisjoint(words[segment.i : segment.j + 3]):
        return None
    for hit in segment.all("exercises", "activities", "programme", "equipment"):
        before = words[max(segment.i, hit.i - 3) : hit.i]
        after = words[hit.j : hit.j + 3]
        if "device" in (one.more for one in hit.entries.values()):
            continue
        if "new" in (*before[-2:], *(word for word in after[:2] if "(" in after)) and "new" not in words[hit.i : hit.j]:
            return hit
        if before[-2:-1] == ["now"] and before[-1] in ("on", "with", "w/", "without", "w/o", "in", "using"):
            return hit
        if after[:1] == ["new"] or after[:2] in (["was", "new"], ["is", "new"]):
            return hit
        support = "programme" in hit.entries and hit.entries["programme"].more == "support"
        if support and before[-1:] in (["no"], ["without"], ["w/o"]) and segment.has("now"):
            return hit
    return None
