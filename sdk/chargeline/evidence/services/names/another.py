"""A name that tells of no service of today's: of another day or discipline, of what was asked for or in mind."""

from __future__ import annotations

import re
from functools import cache

from chargeline.evidence.services.minutes.apart import NOT_NOW, SUBORDINATE, given_minutes
from chargeline.evidence.services.minutes.roles import performers
from chargeline.evidence.services.names.often import is_often, says_often
from chargeline.evidence.text.context import contexts, is_told_of_visit
from chargeline.evidence.text.dated import is_of_other_day
from chargeline.evidence.text.lists import word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment

_REACH = 80
"""Code points before and behind a name that are looked at."""
_WISHES = "ask|request|recommend|suggest|discuss|consider|inquir|wonder|want|wish|prefer"
_ENDINGS = "ed|es|e|s|ing|"
_WISHED = rf"(?:{_WISHES})(?:{_ENDINGS})|(?:talk|spoke)(?:ed|s|ing)?|interested|curious"
_TOWARDS = (
    r"(?:for|about|regarding|re|of|in|with|to|on|if|a|an|the|her|his|their|more|some|any|additional|another|again|and|or"
    r"|risks?|benefits?|options?|use|trial|need|role|have|has|had|having|get|getting|receiv(?:e|ing)"
    r"|try|trying|add(?:ing)?|start(?:ing)?|resum(?:e|ing)|continu(?:e|ed|ing)|us(?:e|ing)|possible|trialing"
    r"|pt|patient|family|md|pcp)"
)
_ASKED = re.compile(rf"(?:\A|[^a-z])(?:{_WISHED})(?:[ /]+{_TOWARDS})*[ :]+\Z")
_FILLED = (
    r"(?: (?:pt|patient|has|have|had|received|get|gets|do|receive|be|for|of|tx|treatment|therapy|session|visit|included"
    r"|includes|consisted|consists|today|program|routine|[0-9]+|min|mins|minutes|hour|h))*"
)
_BEFOREHAND = re.compile(
    r"(?:\A|[^a-z])(?:(?:scheduled|ordered|orders?|prescribed|authorized|(?:was|were|had|supposed|meant) to|to date"
    rf"|past course|course of (?:care|treatment|therapy)){_FILLED}[ :=(-]*"
    rf"|(?:planned|intended|typical(?:ly)?|usual(?:ly)?){_FILLED} ?[:=-] ?)\Z"
)
_COURSE = re.compile(
    r"\b(?:(?:this|the|entire|whole|each|reporting|certification|treatment) period"
    r"|since (?:the )?(?:last )?(?:progress report|report|pn|eval\w*|initial eval\w*|ie|soc|start of care|recert\w*)"
    r"|(?:over|during|in|for) the (?:past|last) (?:[a-z0-9]+ )?(?:days|weeks?|months?|visits|sessions))"
    r"[^:.;]{0,30}: ?\Z"
)
"""A heading of what a course of treatment held: "Interventions this period: TE, MT"."""
_GIVEN = re.compile(
    r"\b(?:completed?|performed?|did|done|given|provided|participated|tolerated|seen|treated|attended|finished|as"
    r"|initiated|began|begun|started|worked|arrived|came|presents?)\b"
)
_WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thurs?|fri|sat(?:ur)?|sun)"
_ON_A_DAY = re.compile(rf"\b(?:on|last|past|over the) (?:{_WEEKDAY}|weekend)\b|\b{_WEEKDAY}days?\b")
_CLAUSE = re.compile(r"[,;]|\b(?:because|since|due|d/t|after|before|for|to|until|as|when|so|but|from|and|today|then)\b")


def is_of_another(segment: Segment, hit: Hit) -> bool:
    """Whether a name is told of an earlier visit or of one to come, or was asked for, and of no minutes given today."""
    away = contexts(segment, hit, section=False) & NOT_NOW and not _is_told_aside(segment, hit)
    if not (away or _is_meant(segment, hit) or _is_of_a_day(segment, hit) or _is_of_course(segment, hit)):
        return False
    return _is_then_alone(segment, hit) or not given_minutes(segment, hit)


def _is_then_alone(segment: Segment, hit: Hit) -> bool:
    """Whether a sentence tells a name of an earlier visit and nothing of today: "Last visit (TE 25 min tolerated)"."""
    cues = segment.kinds.get("context", ())
    return _NOW.isdisjoint(segment.said) and any(is_told_of_visit(segment, cue, hit) for cue in cues)


_NOW = word_set("today now this")


def _is_told_aside(segment: Segment, hit: Hit) -> bool:
    """Whether another day is told only behind minutes, in a clause of its own: "15 min since her fall last week"."""
    words = segment.scan.words
    opens = next((k for k in range(hit.j, segment.j) if words[k] in SUBORDINATE), segment.j)
    cues = [cue for cue in segment.kinds.get("context", ()) if cue.entries["context"].more in NOT_NOW]
    timed = any(hit.j <= one.i < opens for one in segment.kinds.get("minutes", ()))
    return timed and bool(cues) and all(cue.i > opens for cue in cues)


def only_today(parts: list[Segment], discipline: str) -> list[Segment]:
    """Segments without those that tell of another discipline, of an aide, of another time, or of what was asked for."""
    own = [part for part in parts if "performers" not in part.kinds or set(performers(part).values()) != {"aide"}]
    own = [part for part in own if not _names_somebody(part)]
    return [part for part in own if not (_tells_of_another(part) or _is_others(part, part.end, discipline))]


def _names_somebody(segment: Segment) -> bool:
    """Whether a segment tells who signed or referred, and no more: "Signed: Ann Waters, PT", "J. Poole, PT"."""
    signed, credentials = not _SIGNED.isdisjoint(segment.said), segment.kinds.get("credentials", ())
    if not (signed or credentials) or segment.has("minutes", "services"):
        return False
    text = segment.scan.text
    if signed and _SIGNATURE.match(text, segment.start, segment.end):
        return True
    named = _PERSON.match(text, segment.start, segment.end)
    return named is not None and any(hit.start == named.end() for hit in credentials)


_SIGNED = word_set("signed cosigned signature provider physician referring referred dr md pcp author")
_SIGNATURE = re.compile(
    r"\W*(?:(?:electronically|digitally|e-?|co-?)[ -]?)?(?:signed|signature|cosigned|referr(?:ing|ed)|ordering"
    r"|attending|provider|physician|md|pcp|author)\b[a-z ]*(?::|by )|\W*dr\.? ",
    re.I,
)
_PERSON = re.compile(r"\W*(?:[A-Z][\w.'’-]* ){0,2}[A-Z][\w'’-]+, ?")


def _tells_of_another(segment: Segment) -> bool:
    """Whether its first service, and with it the list that it opens, or all that it names is of another time."""
    named = segment.kinds.get("services", ())
    if not named and says_often(segment) and (deeds := segment.all("techniques", "exercises")):
        return all(is_often(segment, hit) for hit in deeds)
    if named and all(is_of_other_day(segment, hit.end) for hit in named):
        return True
    if not named or any(given_minutes(segment, hit) for hit in named):
        return False
    return _is_meant(segment, named[0]) or all(
        _is_of_a_day(segment, hit) or _is_meant(segment, hit) or is_often(segment, hit) for hit in named
    )


def _is_meant(segment: Segment, hit: Hit) -> bool:
    """Whether a name is what somebody asked for, spoke of or had planned: "asked for massage", "ordered: TE"."""
    if _MEANT.isdisjoint(segment.said):
        return False
    before = segment.scan.folded[max(segment.start, hit.start - _REACH) : hit.start]
    if _ASKED.search(before) or _COURSE.search(before):
        return True
    told = _BEFOREHAND.search(before)
    return told is not None and _GIVEN.search(before, 0, told.start()) is None


_MEANT = {stem + ending for stem in _WISHES.split("|") for ending in _ENDINGS.split("|")} | word_set(
    "talk talked talks talking spoke interested curious scheduled ordered order orders prescribed authorized to course"
    " planned intended typical typically usual usually period since past last"
)
"""Words without one of which nothing is asked for or planned, nor a course told of."""


def _is_of_a_day(segment: Segment, hit: Hit) -> bool:
    """Whether the clause of a name tells of a day of the week: "massage 60 min on Saturday"."""
    if _DAYS.isdisjoint(segment.said):
        return False
    folded = segment.scan.folded
    behind = folded[hit.end : min(segment.end, hit.end + _REACH)]
    clause = _CLAUSE.search(behind)
    return _ON_A_DAY.search(behind, 0, clause.start() if clause else len(behind)) is not None


_DAYS = word_set(
    "mon tue tues wed wednes thur thurs fri sat satur sun weekend"
    " monday tueday tuesday wedday wednesday thurday thursday friday satday saturday sunday"
)
_EACH = r"(?:per|each|every) (?:visit|session|tx|treatment|day|appointment)\b"
_AVERAGE = re.compile(
    r"\b(?:avg|averag(?:e|es|ed|ing))\.?(?: (?:of|about|approx|total|[0-9]+|min|mins|minutes))* ?\Z"
    r"|\A ?[:=x-]? ?(?:for )?[0-9]+ ?(?:min(?:ute)?s?|')? ?(?:on )?(?:avg|average)\b"
)
_IN_COURSE = re.compile(
    r"\b(?:ha(?:s|ve) (?:been )?(?:received|receiving|had|done|doing|performed|performing|completed|completing)"
    r"|consist(?:s|ed) of|included|received|so far|since|typically|usually)\b"
)
_HABIT = re.compile(rf"[^,;:(]*?\b{_EACH}")
_TIMED_HABIT = re.compile(rf"[^,;:(]*?[0-9] ?(?:min(?:ute)?s?\b|')[^,;:(]*?\b{_EACH}")


def is_of_each_visit(segment: Segment, hit: Hit) -> bool:
    """Whether a name is said of every visit, alone or in a list, and perhaps of this one: "TE 20 min each visit"."""
    if _OF_EACH.isdisjoint(segment.said):
        return False
    folded = segment.scan.folded
    names = (one.end for one in segment.kinds["services"] if one.start > hit.start)
    timed = any(_TIMED_HABIT.match(folded, end, segment.end) for end in names)
    return timed or _HABIT.match(folded, hit.end, segment.end) is not None


_OF_EACH = word_set("per each every")


def _is_of_course(segment: Segment, hit: Hit) -> bool:
    """Whether minutes are an average, or those of each visit until now: "has received TE 25 min at each visit"."""
    if "today" in segment.said or _OF_EACH.union(_AVERAGES).isdisjoint(segment.said):
        return False
    before = segment.scan.folded[max(segment.start, hit.start - _REACH) : hit.start]
    behind = segment.scan.folded[hit.end : min(segment.end, hit.end + _REACH)]
    if _AVERAGE.search(before) or _AVERAGE.match(behind):
        return True
    return _IN_COURSE.search(before) is not None and is_of_each_visit(segment, hit)


_AVERAGES = word_set("avg averages averaged averaging")

_ABBREVIATED = {"PT": "PT", "OT": "OT|OTR|COTA", "SLP": "SLP|CF-SLP"}
_NAMED = {"PT": "[Pp]hysical", "OT": "[Oo]ccupational", "SLP": "[Ss]peech(?:-language)?"}
_NOTE = r"(?:[Nn]ote|[Ss]ession|[Vv]isit|[Tt]reatment|[Tt]x|[Tt]ime|[Ff]ocus|[Gg]oals?|[Pp]ortion)"
_CLOCK = r"[0-9]{1,2}:?[0-9]{2}(?: ?[AaPp][Mm])?"
_TIMES = rf"(?:from )?{_CLOCK} ?(?:-|–|to) ?{_CLOCK}"
_DID = (
    r"(?:billed|charged|did|worked|saw|provided|treated|gave|performed|completed|addressed|targeted"
    r"|focus(?:ed|es)|concentrated)"
)


@cache
def _others(discipline: str) -> re.Pattern[str]:
    """A sentence of which another discipline is the subject, or which tells that one saw the patient.

    Abbreviations count in capitals, and "PT did" is the patient's deed. What was done at which time is a therapist's.
    """
    short = "|".join(words for one, words in _ABBREVIATED.items() if one != discipline)
    long = "|".join(words for one, words in _NAMED.items() if one != discipline)
    who = rf"(?:(?:{short})\b|(?:{long})[ -](?:therap(?:y|ist)|pathologist))"
    opens = r"(?:\A\W*|[.;]\s+)(?:(?:[Tt]hen|[Ll]ater|[Nn]ext|[Aa]fterwards?|[Aa]lso),? )?"
    link = rf"(?: ?:| {_TIMES}\b|(?<!\bPT) (?:{_DID}\b|[-–](?= |\Z)|[0-9]+ ?[Mm]in))"
    subject = rf"{opens}{who}(?: {_NOTE})?(?: \([^)]*\))?{link}[^.;]*\Z"
    return re.compile(rf"{subject}|\b(?:[Ss]een|[Tt]reated) (?:\w+ )?by {who}|\b(?:[Hh]ad|[Rr]eceived) {who}")


def is_of_another_discipline(segment: Segment, start: int, discipline: str) -> bool:
    """Whether a place stands in a sentence of another discipline: "OT billed 20 min self care", in a PT's visit."""
    return bool(discipline) and _is_others(segment, start, discipline)


_DISCIPLINES = word_set("pt ot otr cota slp cf physical occupational speech")
"""Words without one of which no discipline is told of."""


def _is_others(segment: Segment, end: int, discipline: str) -> bool:
    """In a text that is all capitals nobody can tell the patient from a therapist."""
    if _DISCIPLINES.isdisjoint(segment.said):
        return False
    whole = segment.scan.text[segment.start : segment.end]
    return not whole.isupper() and _others(discipline).search(whole[: end - segment.start].rstrip(" .;\n")) is not None
