"""Whether something said is true of today's visit: not "no gait today", "MT held", "had TE in May", "will add NMR"."""

from __future__ import annotations

import re
from collections.abc import Set

from chargeline.evidence.reading import OTHER_DAY
from chargeline.evidence.text.lists import word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment

NONE: frozenset[str] = frozenset()

_SECTIONS = {"plan": frozenset({"planned"}), "goals": frozenset({"goal"}), "history": frozenset({"historical"})}
_LABELS = {"baseline": OTHER_DAY, "goals": _SECTIONS["goals"], "history": _SECTIONS["history"]}
_BREAKS = frozenset({"but", "however", "although", "though", "except", "yet", "then", "still", "agreed", "(", ")"})
_FORWARD = frozenset({"did", "no", "ran", "time"})
_TODAY = frozenset({"today", "now", "currently"})
NEGATION_REACH = 6
"""Words that a "no" may reach over."""
FARTHEST = 28
"""Words that any of them may reach over, in sentences without an end."""


def contexts(segment: Segment, hit: Hit, *, section: bool = True) -> frozenset[str]:
    """The contexts in which `hit` stands."""
    kinds = segment.kinds
    found = _SECTIONS.get(segment.section or "", NONE) if section else NONE
    if segment.label in _LABELS:
        found |= _LABELS[segment.label]
    if segment.unfilled and any(i <= hit.i < j for i, j in segment.unfilled):
        found |= {"unfilled"}
    for cue in kinds.get("context", ()):
        effect = cue.entries["context"].more
        if (
            effect not in found
            and cue is not hit
            and not _means_else(segment, cue)
            and _reaches(segment, cue, effect, hit)
        ):
            found |= {effect}
    if "plans" in kinds and any(plan.j <= hit.i and segment.scan.words[plan.i] == "will" for plan in kinds["plans"]):
        found |= _SECTIONS["plan"]
    return found


def _heads_note(segment: Segment, cue: Hit) -> bool:
    """Whether the first visit's number is the note's title, and no other visit is told: "Visit 1: TE 20 min"."""
    words = segment.scan.words
    if not (segment.has("services") and segment.has("minutes")) or any(word[0].isalnum() for word in words[: cue.i]):
        return False
    return words[cue.j : cue.j + 1] == [":"] and words.count(words[cue.i]) == 1


_COUNTED = ("visit", "day", "session")


def _means_else(segment: Segment, cue: Hit) -> bool:
    """The index finger is IF; what somebody held, or what was held for so many seconds, was done, and so was what the
    note left out before: "omitted above: US 8 min".
    """
    written = segment.scan.text[cue.start : cue.end]
    if segment.scan.words[cue.i : cue.j + 1] == ["next", "to"] or _could_then(segment, cue):
        return True
    if _NEXT_WEEKS.match(segment.scan.folded, cue.start) is not None:
        return True
    if segment.scan.words[cue.i : cue.j] in _TO_BEGIN and (_ends_help(segment, cue) or _is_purpose(segment, cue)):
        return True
    if written == "IF" or (segment.scan.words[cue.i] in _COUNTED and _heads_note(segment, cue)):
        return True
    if cue.j - cue.i == 1 and segment.scan.words[cue.i] in _GOAL:
        return _is_number_of_goal(segment, cue)
    if segment.scan.words[cue.i] in _LEFT_OUT and _OF_NOTE.match(segment.scan.folded, cue.start, segment.end):
        return True
    if written.lower() != "held":
        return False
    if cue.i > segment.i and segment.scan.words[cue.i - 1] in _HOLDERS:
        return True
    timed = segment.all("seconds", "minutes")
    return any(0 <= number.i - cue.j <= _HELD_REACH for number in timed)


def _is_number_of_goal(segment: Segment, cue: Hit) -> bool:
    """Whether a goal is only referred to, by its number: "sound drill per goal 2: 24/40"."""
    words = segment.scan.words
    behind = cue.j + (words[cue.j : cue.j + 1] == ["#"])
    return words[cue.i - 1] in _REFERS and words[behind : behind + 1] != [] and words[behind].isdigit()


_NEXT_WEEKS = re.compile(r"next (?:week|month|year)'s? ")
"""What is of a later time, and may be dealt with today: "next month's appointments"."""
_TO_BEGIN = (["to", "begin"], ["to", "start"], ["to", "resume"])


def _ends_help(segment: Segment, cue: Hit) -> bool:
    """Whether help stands right before: "two prompts to begin each pile" were given."""
    before = segment.ending_at(cue.i)
    return before is not None and not before.entries.keys().isdisjoint(("cues", "assistance", "skills"))


def _is_purpose(segment: Segment, cue: Hit) -> bool:
    """Whether what is begun is the purpose of what was counted before: "gait 12 min to begin weaning from the walker".

    A person who is to begin it, a time, how often or a service behind it make it a plan: "TE 12 min to begin Monday".
    """
    words = segment.scan.words
    if not _is_counted(segment, segment.i, cue.i) or segment.has("often") or words[cue.i - 1] in _IS_TO:
        return False
    end = next((k for k in range(cue.j, segment.j) if words[k] in _CLOSES_PURPOSE), segment.j)
    behind = words[cue.j : end]
    if not behind or not behind[0][0].isalpha() or not _LATER.isdisjoint(behind):
        return False
    return not any(cue.j <= one.i < end for one in segment.all("services", "context", "date", "day", "fraction"))


_HOLDERS = frozenset({"he", "she", "they", "i", "pt", "patient", "child", "hand", "hands", "therapist"})
_IS_TO = _HOLDERS | word_set("is are was were be and then plan plans : -")
"""What stands before "to begin" where somebody or something is to: "12 min, pt to begin", "12 min: to begin"."""
_CLOSES_PURPOSE = frozenset({",", ";", "(", ")", "."})
_LATER = word_set(
    "next later when once after upon pending if until at on in within tomorrow week weeks month months visit visits"
    " session sessions monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat"
    " sun today now soon with asap"
)
"""Words of a time or a condition: what is begun then is still to come."""


def _could_then(segment: Segment, cue: Hit) -> bool:
    """Whether "could" tells what was possible on another day: "could only hold 3 lb at eval, 8 today"."""
    named = (day.entries["before"].more == "always" for day in segment.kinds.get("before", ()))
    return segment.scan.words[cue.i : cue.j] == ["could"] and any(named)


_GOAL = ("goal", "goals", "stg", "ltg")
_REFERS = ("per", "for", "under", "re", "on", "toward", "towards", "of", "(")
_LEFT_OUT = frozenset({"omitted", "not"})
_OF_NOTE = re.compile(
    r"(?:omitted|not (?:documented|recorded|charted|entered|listed|mentioned|included|noted))"
    r" (?:in error )?(?:(?:from|in|on) (?:the )?)?(?:above|earlier|previously|(?:\w+ )?(?:note|entry|documentation))\b"
)
_HELD_REACH = 8


def _reaches(segment: Segment, cue: Hit, effect: str, hit: Hit) -> bool:
    words = segment.scan.words
    if max(hit.i - cue.j, cue.i - hit.j) > FARTHEST:
        return False
    if effect == "negated":
        return cue.j <= hit.i and not _is_condition(segment, cue, hit) and _within(words[cue.j : hit.i])
    if effect == "not_done":
        between = words[cue.j : hit.i] if cue.j <= hit.i else words[hit.j : cue.i]
        if cue.i >= hit.j and (
            _looks_forward(words[cue.i : cue.j]) or _has_object(segment, cue) or _is_of_another(segment, hit, cue)
        ):
            return False
        if cue.j <= hit.i and not _AFTER.isdisjoint(between) and _is_counted(segment, hit.i - 2, hit.i):
            return False  # "declined ice after 25 min TE"
        turned = cue.i >= hit.j and "," in between and not _TODAY.isdisjoint(between)
        return not turned and _BREAKS.isdisjoint(between)
    if effect in ("planned", "goal", "hypothetical"):
        before = cue.j <= hit.i
        between = words[cue.j : hit.i] if before else words[hit.j : cue.i]
        backwards = effect == "planned" and not (between[-1:] == [","] and words[cue.i] in _NEXT_STEP)
        backwards = backwards and not (cue.i >= hit.j and _is_of_another(segment, hit, cue, _PARTS | {"and"}))
        return not _BREAKS.intersection(between) and (before or backwards)
    if effect == "other_person":
        return cue.j <= hit.i
    return near_past(segment, cue, hit) or (effect in OTHER_DAY and is_told_of_visit(segment, cue, hit))


def is_told_of_visit(segment: Segment, cue: Hit, hit: Hit) -> bool:
    """Whether brackets right behind an earlier visit hold it, or the comma behind the visit that opens the sentence.

    "Last visit 11/19 (TE 25 min, MT 15 min)", "At last visit, TE 25 min": not "Same as last visit (TE 25 min)".
    """
    words, k = segment.scan.words, cue.j
    if _VISITS.isdisjoint(words[cue.i : k]) or _EARLIER.isdisjoint(words[cue.i : k]):
        return False
    k = next((one.j for one in segment.kinds.get("quantity", ()) if one.i == k), k)
    if hit.i <= k:
        return False
    between, opening = words[k + 1 : hit.i], words[segment.i : cue.i]
    if words[k] == "(" and ")" not in between and _TODAY.isdisjoint(between):
        timed = "services" in hit.entries or (hit.quantity is not None and hit.quantity.kind == "minutes")
        return _opens_visit(opening) or (timed and _AS_THEN.isdisjoint(opening[-2:]))
    then = not _ON.isdisjoint(words[segment.i : cue.j]) and _opens_visit(opening) and words[k] == ","
    return then and len(between) <= NEGATION_REACH and _PAST_BREAKS.isdisjoint(between)


def _opens_visit(opening: list[str]) -> bool:
    """Whether nothing but a preposition and marks stands before a visit in its sentence."""
    return all(word in _ON or word in _ITS or not word[0].isalnum() for word in opening)


_VISITS = word_set("visit visits session sessions tx treatment")
_EARLIER = word_set("last prior previous")
_ON = word_set("at on in during")
_ITS = word_set("the her his their pt patient s")
_AS_THEN = word_set("as like per since")
"""Behind these what is told of an earlier visit is true of this one too, or only of the time after it."""

_NEXT_STEP = frozenset({"to", "will"})
"""Behind a comma these open what is to come of what stands before: "58 at start of care, to be repeated"."""


def _looks_forward(cue: list[str]) -> bool:
    """ "Did not review ..." and "did not get to ..." speak of what follows, "... did not get reviewed" of the rest."""
    return cue[0] in _FORWARD and ("get" not in cue or cue[-1] == "to")


def _has_object(segment: Segment, cue: Hit) -> bool:
    """Whether what was refused follows its verb: "TE: SLR 3x10, refused to use the walker", "declined ice"."""
    after = segment.scan.words[cue.j : min(cue.j + 1, segment.j)]
    return segment.scan.words[cue.i] in _REFUSED and after[:1] != [] and after[0].isalpha() and after[0] not in _WHY


_PARTS = frozenset({",", ":", "-", "–", "—"})


def _is_of_another(segment: Segment, hit: Hit, cue: Hit, parts: Set[str] = _PARTS) -> bool:
    """Whether what was not done has a name of its own, and something was counted of what stands before it or behind.

    "TE 15 min: SLR 3x10, bridges not performed", "SLR 3x10, leg press held, 25 min": not "TE 15 min, not performed".
    The same of what is to come: "TE 15 min, gait next visit".
    """
    words = segment.scan.words
    part = next((k for k in range(cue.i - 1, hit.j - 1, -1) if words[k] in parts), None)
    if part is None or not (
        names_a_thing(segment, part + 1, cue.i) or (part + 1 == cue.i and _names_next(segment, cue))
    ):
        return False
    if _is_counted(segment, part + 1, cue.i, "minutes", "number"):
        return False  # "TE 15 min, MT 10 min not done" may say so of both
    closing = next((k for k in range(cue.j, segment.j) if words[k] in _PARTS), segment.j)
    return _is_counted(segment, hit.j, part) or _is_counted(segment, closing, segment.j, "minutes")


def names_a_thing(segment: Segment, i: int, j: int) -> bool:
    """Whether words tell of a thing that was not done: not of a person, of a reason, nor of all the treatment."""
    said = [word for word in segment.scan.words[i:j] if word[0].isalpha() and word not in _TODAY]
    return said != [] and said[0] not in _WHY and said[0] not in _EVERY and not _OF_ALL.issuperset(said)


def _names_next(segment: Segment, cue: Hit) -> bool:
    """Whether what was not done stands right behind: "TE 15 min, deferred MT"."""
    return any(one.i == cue.j for one in segment.all(*_THINGS))


def _is_counted(segment: Segment, i: int, j: int, *kinds: str) -> bool:
    """Whether anything is counted between two words."""
    return any(i <= one.i < j for one in segment.all(*kinds or ("quantity",)))


_AFTER = frozenset({"after", "following", "before"})
_THINGS = ("services", "exercises", "techniques", "activities")
_EVERY = frozenset({"both", "neither", "everything"})
_OF_ALL = word_set(
    "was were is are be been being has have had all both any the this that it they he she him her i pt patient client"
    " child resident therapist clinician but and then also again still tx treatment therapy session visit"
    " services exercises program rest"
)
_REFUSED = word_set("refused refuses declined declines")
_WHY = _TODAY | word_set("by due d because since secondary as per despite for until this at again it and but so")


def near_past(segment: Segment, cue: Hit, hit: Hit) -> bool:
    """Whether a word of the past speaks of `hit`: nothing but a few words between, no break of a clause."""
    words = segment.scan.words
    if "since" in words[max(segment.i, cue.i - 2) : cue.i]:
        return False
    before = cue.j <= hit.i
    between = words[cue.j : hit.i] if before else words[hit.j : cue.i]
    return len(between) <= NEGATION_REACH and not _PAST_BREAKS.intersection(between)


def _is_condition(segment: Segment, cue: Hit, hit: Hit) -> bool:
    """ "Without it the toe drags", "without the brace he limps": what opens so negates only its own words."""
    words = segment.scan.words
    if cue.i != segment.i or words[cue.i] not in ("without", "w/o"):
        return False
    if words[cue.j : cue.j + 1] in (["it"], ["them"], ["this"]):
        return True
    things = segment.all("equipment", "cues", "assistance")
    return any(0 <= one.i - cue.j <= 1 and one.j <= hit.i for one in things)


_PAST_BREAKS = frozenset({"(", ")", ",", "but", "now", "today", "vs", "then", "to", "→", "/"})


def _within(between: list[str]) -> bool:
    """A "no" reaches a few words far, over commas only in a list that ends in "or"."""
    if _BREAKS.intersection(between) or "-" in between:
        return False
    if "," in between:
        return ("or" in between or "nor" in between) and len(between) <= 3 * NEGATION_REACH
    return len(between) <= NEGATION_REACH
