"""Practice between visits, without a programme's name: what, when, and that it is done, taught or asked for."""

from __future__ import annotations

from collections.abc import Set
from itertools import pairwise

from chargeline.evidence.readers.finding import names_home
from chargeline.evidence.readers.plan.whose import ASSIGNED
from chargeline.evidence.text.context import contexts
from chargeline.evidence.text.lists import listed, word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment

AT_HOME = listed("at home")
HOUSE = listed("life at home")
PATIENT = listed("who practises")
_DONE, _TAUGHT, NOT_TO_DO = listed("practice done"), listed("teaching"), listed("no practice")
_PRACTICE, THINGS, RECORDS = listed("practice"), listed("of a programme"), listed("records")


def said(segment: Segment) -> list[str]:
    """The words of a segment."""
    return segment.scan.words[segment.i : segment.j]


def at_home(words: Set[str]) -> bool:
    """Whether these words are of practice at home, not of the house or of life there."""
    return not words.isdisjoint(AT_HOME) and words.isdisjoint(HOUSE)


def nearest(segment: Segment, k: int) -> Hit | None:
    """The hit nearest to a word of the segment, none that only turns others away."""
    told = [hit for hit in segment.hits if hit.quantity or hit.entries.keys() != {"context"}]
    return min(told, key=lambda hit: abs(hit.i - segment.i - k), default=None)


def practised(segment: Segment) -> Hit | None:
    """Something to practise, when or where, and that it is done or was taught: "SLR before bed", "bands for home"."""
    words, when = segment.said, segment.first("often")
    if when is None and not at_home(words):
        return None
    deed = _deed(segment, words)
    if _is_no_practice(segment, words) or ("home", "like") in pairwise(said(segment)):
        return None
    what = segment.first("exercises", "techniques") or segment.first("activities", "dose", "motions", "home")
    named = segment.has("exercises", "techniques") or not words.isdisjoint(THINGS) or _is_worn(words)
    practice = what is not None or named or not words.isdisjoint(_PRACTICE)
    if when is None:
        told = deed and not segment.has("assistance") and (practice or not words.isdisjoint(_TAUGHT))
        return (what or nearest(segment, 0)) if told else None
    named_only = all(one.entries["services"].more.endswith("heading") for one in segment.kinds.get("services", ()))
    bare = named_only and not segment.has("symptoms", "assistance")
    kept = (practice or _has_gear(segment)) and (deed or ((named or bare) and _is_placed(segment, words)))
    told = named and bare and segment.section != "plan"
    return when if kept or told or (bare and deed and not segment.has("functions")) else None


def _has_gear(segment: Segment) -> bool:
    """Whether a band or a device is named, not only a floor or a stair."""
    return any(one.entries["equipment"].more != "surface" for one in segment.kinds.get("equipment", ()))


def _is_placed(segment: Segment, words: Set[str]) -> bool:
    return at_home(words) or segment.has("family") or _is_between(segment)


def _is_between(segment: Segment) -> bool:
    """Whether the time told is by its words between visits: "on his days off therapy", "until we meet"."""
    return any(hit.entries["often"].more == "between" for hit in segment.kinds.get("often", ()))


def _deed(segment: Segment, words: Set[str]) -> bool:
    """Whether something is done, taught or asked for; in a plan only what has been taught counts."""
    if segment.section == "plan":
        return any(word.endswith("ed") or word in ("given", "gave", "taught") for word in words & _TAUGHT)
    return not (words.isdisjoint(_DONE) and words.isdisjoint(_TAUGHT)) or _stretches(segment)


def _stretches(segment: Segment) -> bool:
    """ "He stretches every morning": the exercise as what the patient does."""
    words = segment.scan.words
    verbs = (one for one in segment.kinds.get("exercises", ()) if one.i == segment.i or words[one.i - 1] in PATIENT)
    return any(words[one.i].startswith("stretch") for one in verbs)


def _is_worn(words: Set[str]) -> bool:
    return not words.isdisjoint(_WORN) and not words.isdisjoint(_ON_OFF) and "since" not in words


_WORN, _ON_OFF = listed("worn between visits"), listed("put on and off")


def _is_no_practice(segment: Segment, words: Set[str]) -> bool:
    """Goals, findings, visits, leisure, and daily life that the patient does not manage or another does for him."""
    if segment.section == "goals" or segment.has("deficits") or is_of_device(segment) or "against" in words:
        return True
    if not (words.isdisjoint(_NO_PRACTICE) or _is_between(segment)):
        return True
    if "goal" in words and any(one.entries["plans"].more == "frequency" for one in segment.kinds.get("plans", ())):
        return True  # "new goals set, 3x/wk x 6 wks": so often he comes
    told = (hit for hit in segment.kinds.get("limits", ()) if "negated" not in contexts(segment, hit, section=False))
    limits = {hit.entries["limits"].more for hit in told}
    if limits and (limits - _MAY_LIMIT or not (segment.has("exercises") or names_home(segment))):
        return True
    life = {one.more for hit in segment.all("activities", "functions") for one in hit.entries.values()}
    lived = "functions" in segment.kinds and not life.isdisjoint(_LEISURE) and words.isdisjoint(_TAUGHT)
    if lived and not _is_between(segment):
        return True
    housework = "often" not in segment.kinds and words.isdisjoint(_TAUGHT | _PRACTICE | THINGS)
    if housework and not life.isdisjoint(_DAILY_LIFE) and not segment.has("exercises", "techniques", "family"):
        return True
    return not life.isdisjoint(_DAILY_LIFE) and not words.isdisjoint(_FOR_ITSELF)


def is_of_device(segment: Segment) -> bool:
    """Whether it is told what a patient walks or sits with, or is helped with, and no exercise: "rollator at home"."""
    if segment.has("exercises", "techniques"):
        return False
    devices = (one.entries["equipment"].name for one in segment.kinds.get("equipment", ()))
    return any(name in _DEVICES for name in devices) or ("gait", "belt") in pairwise(said(segment))


_DEVICES = ("walker", "cane", "crutches", "wheelchair")
_MAY_LIMIT = frozenset({"help", "avoids"})
_NO_PRACTICE = listed("no practice told")
_LEISURE, _DAILY_LIFE = ("leisure", "sport"), ("adl", "iadl")
_FOR_ITSELF = word_set("because himself herself")


def kept_up(segment: Segment) -> Hit | None:
    """Kept up or not without a programme's name: "wall slides going fine", "I forget the neck ones"."""
    hit = segment.first("upkeep")
    if hit is None or segment.section in ("goals", "plan") or segment.has("dose", "measures", "degrees"):
        return None
    words = said(segment)
    named = not THINGS.isdisjoint(words) or not _ONES.isdisjoint(words[1:]) or _is_between(segment)
    if named or (hit.entries["upkeep"].more == "any" and segment.has("exercises", "techniques")):
        return hit
    return None


_ONES = frozenset({"one", "ones"})


def recorded(segment: Segment) -> Hit | None:
    """Exercises handed out on paper or film, or a record of them kept or read: "bladder diary assigned"."""
    words = segment.said
    if segment.section == "goals" or words.isdisjoint(RECORDS):
        return None
    taught = not words.isdisjoint(_TAUGHT | _HANDED) and (
        segment.has("exercises", "techniques") or not words.isdisjoint(_ITSELF)
    )
    read = segment.has("often") and not words.isdisjoint(_READ)
    return (segment.first("exercises", "techniques") or segment.hits[0]) if taught or read else None


_ITSELF = word_set("diary exercise exercises ex exs stretch")
_HANDED = word_set("loaded uploaded posted")
_READ = listed("records read")


_GOES_ON = word_set("cont continue")


def to_do(segment: Segment) -> Hit | None:
    """What the patient is to do until the next visit: "she is to order by phone Saturday and bring the recording"."""
    if segment.section in ("goals", "subjective") or "to" not in segment.said:
        return None
    words = said(segment)
    if words[0] in PATIENT and words[1:2] == ["to"] and segment.section != "plan":
        at = segment.first("often") or (segment.first("exercises", "techniques") if at_home(set(words)) else None)
        goes_on = words[2] in _GOES_ON and at_home(set(words))
        return at if goes_on or words[2] not in NOT_TO_DO else None
    for k, word in enumerate(words[:-2]):
        if word == "to" and words[max(0, k - 1)] in ("is", "are") and words[max(0, k - 2)] in PATIENT:
            told = segment.has("often", "plans")
            return segment.hits[0] if told and words[k + 1] not in NOT_TO_DO else None
    return None


def helped(segment: Segment) -> Hit | None:
    """Who helps the patient learned how, does it with him or will: "grandmother shown how to pause"."""
    if segment.section == "goals":
        return None
    return next((one for one in segment.kinds.get("family", ()) if _helps(segment, one)), None)


def _helps(segment: Segment, helper: Hit) -> bool:
    words = segment.scan.words
    after = words[helper.j : segment.j]
    if _is_to_do(segment, helper, after) or after[:2] in _CARRIES:
        return True
    if segment.section in ("plan", "subjective"):
        return False
    place = next((k for k, word in enumerate(after[:3]) if word in _LEARNED), None)
    how = place is not None and not _HOW.isdisjoint(after[place + 1 : 5])
    return after[:2] in _SHOWED or how or (place is not None and segment.has("exercises", "techniques"))


def _is_to_do(segment: Segment, helper: Hit, after: list[str]) -> bool:
    """What a helper is to do: "mom to offer pear skin", "wife will let him shave"; not "will drive him"."""
    if after[:1] == ["to"] and helper.i == segment.i:
        then = after[1:]
    elif "will" in after and segment.section != "subjective":
        then = after[after.index("will") + 1 :]
    else:
        return False
    if not _HOPING.isdisjoint(segment.said):
        return False
    lets = then[:1] == ["let"] and then[1:2] in (["him"], ["her"], ["them"])
    return lets or (len(then) > 0 and then[0].isalpha() and then[0] not in NOT_TO_DO)


_HOPING = word_set("hopes hope wishes wants thinks believes expects")
_CARRIES = (["carrying", "over"], ["carry", "over"], ["carries", "over"])
_SHOWED = (["showed", "me"], ["showed", "us"], ["shows", "me"])
_LEARNED = word_set("shown taught trained learned independent demo'd demonstrated demo")
_HOW = word_set("how in to on with")
NOT_TO_DO = ASSIGNED | NOT_TO_DO
