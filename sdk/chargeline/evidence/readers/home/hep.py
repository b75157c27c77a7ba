"""The programme for home: given, reviewed, kept up or not, and discharge to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

from chargeline.evidence.readers.finding import Found, as_written, clause, names_home
from chargeline.evidence.readers.home.habits import ends_with, for_place, gone_over, habit, shown_back
from chargeline.evidence.readers.home.handed import HANDED, TELLING, handed, told_to, with_helper
from chargeline.evidence.readers.home.practice import (
    HOUSE,
    PATIENT,
    RECORDS,
    helped,
    is_of_device,
    kept_up,
    practised,
    recorded,
    said,
    to_do,
)
from chargeline.evidence.text.context import contexts
from chargeline.evidence.text.folding import in_order
from chargeline.evidence.text.lists import listed, word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment


def home(segment: Segment) -> Iterator[Found]:
    """A home programme given, reviewed or kept up, or discharge to one."""
    words = segment.said
    left = not (LEAVING.isdisjoint(words) or ALONE.isdisjoint(words))
    told_by = left or segment.has(*_TOLD_BY) or not _SAID.isdisjoint(words)
    if segment.section == "history" or not told_by or _of_others(segment):
        return
    named = next((hit for hit in segment.kinds.get("home", ()) if hit.entries["home"].more != "act"), None)
    named = named or next((hit for hit in segment.kinds.get("labels", ()) if _is_inner_label(segment, hit)), None)
    named = named or _home_exercise(segment)
    if named is not None:
        yield from _named(segment, named)
        return
    under = segment.label == "hep" and bool(segment.hits) and segment.j - segment.i > 3
    if under and HOUSE.isdisjoint(words):
        undone = contexts(segment, segment.hits[0], section=False) & {"not_done"}
        context = undone | contexts(segment, segment.hits[-1], section=False) - {"historical"}
        yield Found("home", "home program", segment, *clause(segment, segment.hits[0]), context)
        return
    yield from _told(segment, (*_TOLD, _leaving))


def habits(segment: Segment) -> Iterator[Found]:
    """Practice told as a habit, by where its sheet hangs, as gone over again, or as what goes on alone."""
    if segment.section != "history" and not _of_others(segment):
        yield from _told(segment, (habit, for_place, gone_over, shown_back, ends_with))


def _told(segment: Segment, ways: Iterable[Callable[[Segment], Hit | None]]) -> Iterator[Found]:
    """What the first of some ways finds of a programme that has no name."""
    for told in ways:
        hit = told(segment)
        if hit is not None:
            context = contexts(segment, hit, section=False) - _NOT_OF_HOME
            context -= {"not_done", "hypothetical"} if told is kept_up else set()
            yield Found("home", "home program", segment, *clause(segment, hit), context)
            return


def _is_inner_label(segment: Segment, hit: Hit) -> bool:
    """ "Reports HEP compliance 5/7": a label's words inside a sentence."""
    named = "hep" in segment.scan.words[hit.i : hit.j]
    return named and hit.entries["labels"].more == "hep" and segment.label != "hep"


def _home_exercise(segment: Segment) -> Hit | None:
    """ "Checked home slider": an exercise right behind the word."""
    items = segment.all("exercises", "techniques")
    return next((one for one in segment.kinds.get("labels", ()) if _is_home_of(segment, one, items)), None)


def _is_home_of(segment: Segment, label: Hit, items: list[Hit]) -> bool:
    words = segment.scan.words
    return words[label.i : label.j] == ["home"] and any(one.i == label.j for one in items)


def _of_others(segment: Segment) -> bool:
    """Homework that a pupil finds hard and "school assignments" are the school's; not this therapist's is an exercise
    "from her own therapist"."""
    if "homework" in segment.said and not _SCHOOLWORK.isdisjoint(segment.said):
        return True
    if any(one in _CLASSES and other in _ASSIGNED for one, other in pairwise(said(segment))):
        return True
    if "owns" in as_written(segment, segment.i, segment.i + 2):
        return True
    if _ELSEWHERE.isdisjoint(segment.said):
        return False
    words = said(segment)
    begins = (k for k, word in enumerate(words) if word in ("from", "own"))
    return any(not _ELSEWHERE.isdisjoint(words[k + 1 : k + (5 if words[k] == "from" else 2)]) for k in begins)


_CLASSES = word_set("school class college university course work job")
_ASSIGNED = word_set("assignment assignments")
_SCHOOLWORK, _ELSEWHERE = listed("schoolwork"), listed("elsewhere")
_TOLD_BY = in_order("home plans labels exercises techniques activities often family motions upkeep")
_SAID = RECORDS | HANDED | TELLING
_TOLD = (practised, kept_up, recorded, handed, told_to, with_helper, helped, to_do)
_NOT_OF_HOME = frozenset({"historical", "goal", "other_person", "negated", "planned"})


def _named(segment: Segment, hit: Hit) -> Iterator[Found]:
    """A home programme by name. One that is not done is told of; one that is not reviewed or only planned is not."""
    entry = hit.entries["home"] if "home" in hit.entries else hit.entries["labels"]
    part = entry.more
    behind = segment.scan.words[hit.j : min(hit.j + _ABOUT, segment.j)]
    if not (_GEAR.isdisjoint(behind[:1]) and _PAPERS.isdisjoint(behind)):
        return
    context = contexts(segment, hit, section=False) - {"historical"}
    if _is_of_doing(segment, hit) or segment.section == "subjective":
        context -= {"negated", "not_done"}
    if part == "noun" and _is_asked_for(segment, hit):
        context |= {"planned"}
    if part == "whole" and (is_of_device(segment) or _is_lived(segment, hit)):
        return
    if _none_given(segment, hit) or _answered_no(segment) or _not_looked_at(segment):
        context |= {"unfilled"}
    if "discharge" in entry.name or _leaving(segment) is not None:
        context -= {"planned", "hypothetical"}
    given = any(0 <= act.i - hit.j <= 1 for act in segment.kinds.get("home", ()))
    if (part == "whole" or given) and segment.section != "plan":
        context -= {"planned"}
    titled = segment.scan.words[hit.j : hit.j + 1] != [] and segment.scan.words[hit.j] in _NUMBERED
    words = [word for word in said(segment) if word[0].isalpha() or (word[0].isdigit() and not titled)]
    told = part == "whole" or len(words) - titled > hit.j - hit.i
    if told and segment.section != "goals":
        yield Found("home", entry.name, segment, *clause(segment, hit), context)


def _is_lived(segment: Segment, hit: Hit) -> bool:
    """ "Needs help with the bath at home every day": life at home, no practice."""
    at = segment.scan.words[hit.i] == "at"
    return at and any(one.j <= hit.i for one in segment.kinds.get("limits", ())) and not segment.has("exercises")


def _is_of_doing(segment: Segment, hit: Hit) -> bool:
    """Whether words near by tell that it is done or not, and not that nobody looked at it ("did not get gone over")."""
    near = range(max(segment.i, hit.i - _NEAR), min(segment.j, hit.j + _NEAR))
    passed = {k for cue in segment.kinds.get("context", ()) if cue.j - cue.i > 2 for k in range(cue.i, cue.j)}
    return any(segment.scan.words[k] in _DOING for k in near if k not in passed)


def _none_given(segment: Segment, hit: Hit) -> bool:
    """ "HEP: none issued", "HEP: [ ] issued [ ] reviewed": all that could have been done with it was not."""
    none = not _NONE.isdisjoint(segment.scan.words[hit.j : hit.j + 3])
    if none and not any(word[0].isalnum() for word in segment.scan.words[segment.i : hit.i]):
        return True
    acts = [one for one in segment.kinds.get("home", ()) if one.entries["home"].more == "act"]
    return bool(acts) and all("unfilled" in contexts(segment, act, section=False) for act in acts)


def _not_looked_at(segment: Segment) -> bool:
    """ "HEP: could not review, ran out of time", "what she does at home, which we did not discuss"."""
    words = segment.scan.words[segment.i : segment.j]
    places = (k for k, word in enumerate(words) if word in _REVIEW)
    return any(not _UNABLE.isdisjoint(words[max(0, k - 3) : k]) for k in places)


_REVIEW = word_set("review reviewed discuss discussed address addressed cover covered update updated")
_UNABLE = word_set("not unable couldn't didn't cannot never")


def _answered_no(segment: Segment) -> bool:
    """ "Rev'd HEP? N"."""
    words, j = segment.scan.words, segment.j
    return words[j - 1] == "?" and words[j : j + 1] != [] and words[j] in ("n", "no", "none")


_NONE = word_set("none nil")
_GEAR = word_set("up equipment machine machines bike treadmill room")
"""Behind "home exercise": what stands in the house."""
_NUMBERED = word_set("visit session day week wk no")
"""What a title numbers: "home log, visit 3"."""
_PAPERS = word_set("policy attendance consent billing insurance parking privacy survey")
_ABOUT = 5
"""What a paper that is no programme is about: "handout of the attendance policy"."""
_NEAR = 12
_DOING = listed("programme done")


def _is_asked_for(segment: Segment, hit: Hit) -> bool:
    """ "HEP to be issued once pain allows", "asked for a home program": wished or announced, not given."""
    words = segment.scan.words
    announced = any(one.i == hit.j and words[one.i] == "to" for one in segment.kinds.get("plans", ()))
    before = words[max(segment.i, hit.i - 4) : hit.i]
    asked = any(one in _ASKED and other in _FOR for one, other in pairwise(before))
    return announced or asked or not _WISHING.isdisjoint(before)


_WISHING = word_set("wants wanted want requests requested requesting wishes")
_ASKED, _FOR = word_set("asked asks asking inquired"), word_set("for about")


def _leaving(segment: Segment) -> Hit | None:
    """Discharge or transition planned to a programme that the patient carries on alone."""
    if LEAVING.isdisjoint(segment.said) or not segment.hits:
        return None
    carried = not (ALONE.isdisjoint(segment.said) or _CARRIED_ON.isdisjoint(segment.said))
    if not carried and not names_home(segment):
        return None
    words = said(segment)
    place = next((k for k in range(len(words)) if _leaves(words, k)), None)
    if place is None:
        return None
    ended = words[place] in ("last", "final")
    to = set(words if ended else words[place:])
    led = names_home(segment) or not (to.isdisjoint(ALONE) or to.isdisjoint(_CARRIED_ON))
    return min(segment.hits, key=lambda hit: abs(hit.i - segment.i - place)) if led else None


def _leaves(words: list[str], k: int) -> bool:
    """Whether therapy ends at a word, or the patient goes on without it: "last visit", "she'll keep going"."""
    pair = "-".join([word for word in words[k : k + 3] if word != ","][:2])
    if words[k] in _LEAVES or pair in _LEAVES or words[k : k + 3] == ["d", "/", "c"]:
        return True
    goes_on = words[k] in ("she'll", "he'll", "they'll") or (words[k] == "will" and not PATIENT.isdisjoint(words[:k]))
    if words[k] in PATIENT and words[k + 1 : k + 3] in _CARRIES_ON:
        return True
    return goes_on and words[k + 1 : k + 2] != [] and words[k + 1] in _GOES_ON


_CARRIES_ON = (["carries", "on"], ["carry", "on"], ["goes", "on"], ["continues", "on"], ["continues", "alone"])


_LEAVES, _CARRIED_ON, _GOES_ON = listed("leaving"), listed("carried on"), listed("going on")
LEAVING = frozenset(word for one in _LEAVES for word in one.split("-")) | word_set(
    "d will she'll he'll they'll carries carry continues goes"
)
ALONE = listed("alone")
