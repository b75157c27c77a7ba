"""What was changed in the programme today: more, less, added, left out, exchanged."""

from __future__ import annotations

from collections.abc import Iterator

from chargeline.evidence.readers.exchange import LOADS, PROGRAMME, exchanged
from chargeline.evidence.readers.finding import Found, clause, names_home, words_between
from chargeline.evidence.text.context import contexts, near_past
from chargeline.evidence.text.lists import word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment

_REACH = 7
_STEP = 4
"""Words at the most between a word of change and something of the programme; nearer where a person may move too."""


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
        if _holds(segment, hit):
            yield _changed(segment, hit)
            return
    other = None if segment.section in ("plan", "subjective") else exchanged(segment)
    if other is not None:
        yield _changed(segment, other)


def _holds(segment: Segment, hit: Hit) -> bool:
    """Whether a word of change tells of the programme today: as its form asks, and nothing allowed or advised."""
    form = hit.entries["changes"].more
    words = segment.scan.words
    if _as_tolerated(segment, hit):
        return False
    if not _MAY.isdisjoint(words[max(segment.i, hit.i - 3) : hit.i]) or _is_advised(segment, hit):
        return False
    if not _WANTS.isdisjoint(words[segment.i : hit.i]) or _was_another_day(segment, hit):
        return False
    if form in _OMITTED:
        return _is_of_item(segment, hit, _OMITTED[form]) and not names_home(segment)
    return form == "plain" or _of_programme(segment, hit)


_OMITTED = {"left": ("exercises", "activities", "programme"), "taken": ("exercises", "support", "difficulty", "load")}
"""What of the programme each word of leaving out may be of, by kind of hit or by what the programme's table says."""


def _is_of_item(segment: Segment, hit: Hit, kinds: tuple[str, ...]) -> bool:
    """Whether a thing of these kinds stands behind a word of leaving out, or before it: "lunges stopped"."""
    items = [one for one in segment.hits if _is_one_of(one, kinds)]
    behind = any(
        0 <= one.i - hit.j <= _ARTICLES and _OWNERS.isdisjoint(segment.scan.words[hit.j : one.i]) for one in items
    )
    return behind or any(0 <= hit.i - one.j <= 1 and one.i == segment.i for one in items)


def _is_one_of(one: Hit, kinds: tuple[str, ...]) -> bool:
    return any(kind in one.entries for kind in kinds) or (
        "programme" in one.entries and one.entries["programme"].more in kinds
    )


def _as_tolerated(segment: Segment, hit: Hit) -> bool:
    """ "Progress exercises as tolerated": what is to come, not what was done."""
    words = segment.scan.words
    return words[hit.i] in _BIDDEN and any(
        words[k] == "as" and words[k + 1 : k + 2] in _ABLE for k in range(hit.j, segment.j)
    )


_BIDDEN = word_set("progress advance increase add upgrade")
_ABLE = (["tolerated"], ["able"], ["appropriate"], ["indicated"], ["tol"])


def _is_advised(segment: Segment, hit: Hit) -> bool:
    """Whether a family member is who changed it, or it is to be changed if something happens."""
    if any(0 <= hit.i - one.j <= 1 for one in segment.kinds.get("family", ())):
        return True
    return "if" in segment.scan.words[hit.j : segment.j] and not segment.scan.words[hit.i].endswith("ed")


_WANTS = word_set("wants want wanted asks wishes")


def _was_another_day(segment: Segment, hit: Hit) -> bool:
    """ "(went up to the blue ones last wk)": another day behind a change, neither set against it nor today named."""
    days = [one for one in segment.kinds.get("before", ()) if one.entries["before"].more == "always"]
    if any(one.i == segment.i and near_past(segment, one, hit) for one in days):
        return True
    day = next((one for one in days if 0 <= one.i - hit.j <= _REACH), None)
    if day is None or segment.has("now") or any(_is_load(one) for one in segment.hits if one.i >= hit.i):
        return False
    return _SET_AGAINST.isdisjoint(segment.scan.words[hit.i : day.i])


def _is_load(one: Hit) -> bool:
    return one.quantity is not None and one.quantity.kind in LOADS


_SET_AGAINST = word_set("from than was were vs versus instead of since not compared for after , (")
_MAY = word_set(
    "allow allows permit permits allowing may might should ready require requires required requiring need needs"
)


_OWNERS = word_set("his her their my")
_ARTICLES = 2
"""Words that may stand between: "the prone"."""


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
    reach = _STEP if segment.scan.words[hit.i : hit.j] in (["moved", "to"], ["went", "to"]) else _REACH
    near = [one for one in segment.all(*PROGRAMME) if one is not hit and _gap(one, hit) <= reach]
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
    if _by_hand(segment, hit, written):
        return False
    if written == "dropped" and _is_of_item(segment, hit, _OMITTED["left"]):
        return _PERSON.isdisjoint(segment.scan.words[max(segment.i, hit.i - 1) : hit.i])
    if any(one.quantity and (one.quantity.kind, one.quantity.second) == _RATED for one in beside):
        return False
    if written in _AMOUNTS:
        return _load_change(segment, hit, near)
    if written in _LEFT_OUT:
        return not segment.has("seconds", "minutes", "dose") and any(map(_is_item, _beside(segment, hit)))
    if "motions" in hit.entries:
        return False
    if written in _BEGUN:
        return (written not in _STARTED or _is_new(segment, hit)) and any(
            _can_begin(one) and _AND.isdisjoint(words_between(segment, one, hit)) for one in near
        )
    return segment.scan.words[hit.j : hit.j + 1] not in _NO_OBJECT


def _is_new(segment: Segment, hit: Hit) -> bool:
    """Whether what was started is new: said to be of today, or the sentence's first word with an exercise behind it."""
    treated = segment.section not in ("subjective", "plan", "goals") and not segment.has("often")
    opens = hit.i - segment.i <= 1 and _PERSON.isdisjoint(segment.scan.words[segment.i : hit.i])
    return segment.has("now") or (treated and opens and _exercise_behind(segment, hit))


def _exercise_behind(segment: Segment, hit: Hit) -> bool:
    behind = (one for one in segment.kinds.get("exercises", ()) if 0 <= one.i - hit.j <= _ARTICLES)
    return any(_WITH.isdisjoint(segment.scan.words[hit.j : one.i]) for one in behind)


_WITH = word_set("with on w/ at in off out session tx treatment the")
_AND = word_set("and")
_NO_OBJECT = (["needed"], ["required"], ["spent"], ["session"], ["visit"])


_RATED = ("fraction", 10)
"""What a rating of pain or effort is out of: "4/10 up to 6/10"."""


def _by_hand(segment: Segment, hit: Hit, written: str) -> bool:
    """Whether a thing was handled: moved from here to there, dropped so many times, a hand changed for the other."""
    words = segment.scan.words
    if written == "moved":
        return words[hit.j] not in _ONWARDS
    if written == "dropped":
        return segment.has("times") or not _HOW_OFTEN.isdisjoint(words[hit.j : segment.j])
    if words[hit.i].startswith(("swap", "switch", "trade")):
        exercise = any(0 <= one.i - hit.j <= _ARTICLES for one in segment.kinds.get("exercises", ()))
        if not _LIMBS.isdisjoint(words[hit.j : hit.j + 1]):
            return True
        return not exercise and _FOR.isdisjoint(words[hit.i : min(hit.j + _REACH, segment.j)])
    return False


_HOW_OFTEN = word_set("once twice time")
_ONWARDS = word_set("to from on off up down into onto today now")
_LIMBS = word_set("hand side arm foot leg finger")
_FOR = word_set("for to from with out in → >")


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
    named = named or any(one.i == hit.j and one.quantity and one.quantity.kind == "tries" for one in near)
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
        (one.quantity is not None and one.quantity.kind in LOADS)
        or not {"equipment", "programme"}.isdisjoint(one.entries)
        for one in near
    )


def _is_only(one: Hit, kinds: frozenset[str]) -> bool:
    return not kinds.isdisjoint(one.entries) and "programme" not in one.entries
