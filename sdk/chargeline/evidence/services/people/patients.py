"""More than one patient at a time, "in group of 4", "with 2 other pts"; or one alone, "no group today"."""

from __future__ import annotations

import re
from itertools import compress, count

from chargeline.evidence.services.codes.stems import STOPS, Stems, fold
from chargeline.evidence.text.folding import in_order

_NUMBER = "(?:[2-9]|1[0-2]|two|three|four|five|six|seven|eight|nine|ten|several)"
_PEOPLE = in_order(
    "pt pts patients people persons others participants clients peers residents members adults seniors men women ladies"
    " children kids preschoolers schoolers graders teens teenagers toddlers students boys girls veterans couples kiddos"
    " survivors kindergartners"
)
_PERSONS = f"(?:{'|'.join(_PEOPLE)})"
_SORTS = (
    "prevention|exercise|balance|aquatic|pool|water|therapy|ther ?ex|walking|shoulder|back|knee|hand|falls?|health"
    "|arthritis|osteoporosis|parkinson'?s|pd|stroke|aphasia|stuttering|conversation|strengthening|stretching|pt|ot|speech"
    "|language|social skills|cooking|craft|small|peer|mat|chair|gym|yoga|tai chi|circuit|kitchen|meal|handwriting"
    "|sensory|amputee|vestibular|upper body|lower body|voice|memory|cognitive|artic|articulation|reading|feeding"
    "|life skills"
)
MANY = re.compile(
    rf"\b(?:{_SORTS})[ -](?:group|grp|class)\b"
    r"|\bgroup\s+(?:session|setting|class|therapy|tx|treatment|exercises?|ex|format|activity|of\s+\w+)\b"
    rf"|\b{_NUMBER}[- ]person\W+(?:[a-z]+\W+)?(?:group|class|session|circle|team|setting|format)\b"
    rf"|\b(?:group|grp|class)\b\W{{1,3}}(?:of\s+)?{_NUMBER}\s+(?:{_PERSONS}|in)\b|\bclass\s+of\s+{_NUMBER}\b"
    r"|\b(?:(?:in|during)\s+(?:a\s+|the\s+)?group|(?:in|during)\s+(?:a|the)\s+class|(?:attended|the|led|lead)\s+(?:a\s+|the\s+)?(?:group|class))\b(?!\s+(?:home|i|ii|iii|iv|[1-4])\b)"
    rf"|(?<!/)\b(?:{_NUMBER}|other)\s+(?:(?:other|more|fellow|older|young|middle|high|second|third|stroke)\s+)?{_PERSONS}\b(?!\s*(?:['’]|assist|help|lift|to\s))",
    re.I,
)
"""More than one patient at a time: a kind of group, a group with its number, persons counted."""
_COUNTED = re.compile(rf"\b{_NUMBER}\b(?!\W+(?:other|more|fellow)\b)", re.I)
_NOT_TREATED = re.compile(
    r"\b(?:assist|help|assisted|helped|lifted|lives?|living|has|had|mother|father|mom|dad)\W+(?:\w+\W+){0,2}$"
    r"|\b(?:rejoin|hopes?|hoping|wants?|(?:return|returning|goes|going) to)\b[^.;]*$"
    r"|\b(?:after|before|following|post|pre|preceding|prior to|outside(?: of)?|(?:apart|separate(?:ly)?) from)"
    r"\W+(?:(?:the|a|his|her|their|this|that) )?$",
    re.I,
)
"""Persons who help a patient or live with one are no group, nor is one of another time, or that a patient hopes for."""
_POINTS = re.compile(rf"{_NUMBER}\s+pts?", re.I)
"""Patients in short, or points: "3 pts"."""
_GROUPED = re.compile(r"\b(?:group|grp|class|(?:one|1|single) (?:pta?|ota?|otr|cota|slp|therapist|clinician))\b", re.I)
_COMPANY = re.compile(
    r"(?:\b(?:treat|instruct|supervis|guid|direct)(?:ed|ing)|\b(?:saw|led|among|between)"
    r"|\b(?:therapist|PTA?|COTA|OTR?|SLP)\W{1,2})\W*\Z",
    re.I,
)
"""What stands before patients who were treated beside one another."""
_WITH = re.compile(r"\b(?:with|w/)\W*\Z", re.I)
_ENDS = re.compile(
    r"\W*(?:\Z|[.,;:()]|(?:in|at|on) (?:the |a )?(?:gym|clinic|pool|room|kitchen|same|mats?)\b|and\b)", re.I
)
"""What closes "with 3 pts": other words make them points of something."""
_CHANGED = re.compile(
    r"(?:\b(?:up|down)|\b(?:improv|increas|decreas|gain|drop|reduc|chang|lost|fell|rose)[a-z]*(?: by)?)\W*\Z", re.I
)
_AT_ONCE = re.compile(
    r"\W*(?:(?:were|was|all|each) )?(?:at (?:once|a time|(?:the )?same time)|together|simultaneous|concurrent|attend"
    r"|participat|present\b|perform|doing\b|rotat|taking turns|seen\b|treated\b)",
    re.I,
)
_MUSCLES = re.compile(
    r"(?:\b(?:muscles?|mm|musculature|hamstrings?|quad(?:riceps|s)?|glute(?:al|s)?|calf|rtc|cuff)|(?:flex|extens|tens|duct"
    r"|rotat|vert|nat)ors?|\bscapular)\W+$",
    re.I,
)
"""What is called a group and is one of muscles, "rotator cuff group", up to that word."""
_ATTENDS = re.compile(
    r"\b(?:attend(?:s|ed|ing)?|go(?:es|ing)? to|does|takes?|taking|join(?:s|ed)|enjoys|started|participates in"
    r"|(?:is|was) in|enrolled in)\b[^.;\n]*$",
    re.I,
)
_IN_LIFE = re.compile(
    r"\b(?:takes|teaches|goes (?:back )?to|enjoys|likes|loves|misses|quit|gave up|dropped out of|belongs to"
    r"|no longer does|(?:signed|signing|sign) up for|(?:enrolled|enrolling|enroll) in|registered for"
    r"|looking into|used to (?:do|take))"
    r"\s+(?:(?:a|an|the|his|her|their|own|local|free|online|weekly|community|senior|beginner|virtual)\s+)*$",
    re.I,
)
"""What somebody does in life with a class that follows, told as a habit: no treatment is taken, taught or enjoyed."""
_ON_THEIR_OWN = re.compile(
    r"[^.;\n]*?(?:\b(?:at|through|with) (?:(?:the|a|his|her|their|local) )*"
    r"(?:gym|y|ymca|church|senior center|(?:community|rec|recreation) (?:center|pool)|library|health club|friends?)\b"
    r"|(?:\b(?:[1-7] ?x|times|once|twice|every|each|on|per|an?)|/) ?(?:a |per |/ ?)?"
    r"(?:wk|week|month|mo|weekends?|(?:mon|tues|wednes|thurs|fri|satur|sun)days?)\b|\bweekly\b)",
    re.I,
)
"""A place or how often, behind a class that somebody attends: that is a habit, not what was done in the visit."""
_BY_WHOM = re.compile(r"[0-9]+\s*(?:PT|OT)\Z")
"""A therapist's minutes, "18 PTA/12 PT": a count of patients is no singular in capitals."""
_BUSY = "(?:treat(?:ing|ed)?|seen|seeing|engaged|involved|busy|occupied|working)"
_NOBODY_ELSE = rf"(?:no|without|not (?:{_BUSY} )?(?:with |w/ ?)?)(?: ?any)? ?(?:other|more|fellow) {_PERSONS}"
_DENIED = rf"no (?:group|grp)|alone|solo|not (?:in )?a group|cancell?ed|{_NOBODY_ELSE}"
DENIED = re.compile(rf"\b(?:{_DENIED})\b", re.I)
"""There was no group."""
ALONE = re.compile(
    rf"\b(?:individual(?:ly)?(?! (?:goals?|targets?|needs|turns?|objectives?))|1\s*:\s*1|one[- ]on[- ]one|{_DENIED})\b",
    re.I,
)
"""One patient at a time: no group, or not all the time."""


def several(text: str) -> re.Match[str] | None:
    """The words of a text that tell of several patients at once; none where it tells of one alone."""
    many = next((m for m in MANY.finditer(text) if _is_treated(text, m)), None)
    return None if many and is_alone(text, many[0]) else many


def is_alone(text: str, many: str) -> bool:
    """Whether a text tells of one patient alone, whatever words tell of several.

    Patients that were counted are several however one-on-one the treatment is called, unless there was no group.
    """
    return (DENIED if _COUNTED.search(many) else ALONE).search(text) is not None


def _is_treated(text: str, many: re.Match[str]) -> bool:
    """Whether several persons are those who were treated, and in this visit."""
    if _NOT_TREATED.search(text, *_before(many)) or _BY_WHOM.match(many[0]) or is_of_muscles(text, many.start()):
        return False
    if _POINTS.fullmatch(many[0]) and not _is_company(text, many):
        return False
    return not is_habit(text, many.start(), many.end())


def _is_company(text: str, many: re.Match[str]) -> bool:
    """Whether "3 pts" are patients beside one another: of a group or one therapist, behind a deed or "with", at once.

    Else they are points, of a score that changed ("improved 3 pts") or of a thing ("4 pt cane"); one alone in number
    ("4 pt") is a patient in a group only.
    """
    if _CHANGED.search(text, *_before(many)):
        return False
    if any(not is_of_muscles(text, group.start()) for group in _GROUPED.finditer(text)):
        return True
    if not many[0].lower().endswith("s"):
        return False
    if _AT_ONCE.match(text, many.end()) or _COMPANY.search(text, *_before(many)):
        return True
    return _WITH.search(text, *_before(many)) is not None and _ENDS.match(text, many.end()) is not None


def is_habit(text: str, start: int, end: int) -> bool:
    """Whether a group between two places is one that the patient attends in life."""
    if _IN_LIFE.search(text, max(0, start - _FEW), start):
        return True
    attends = _ATTENDS.search(text, max(0, start - _FEW), start)
    return attends is not None and _ON_THEIR_OWN.match(text, end) is not None


def is_of_muscles(text: str, start: int) -> bool:
    """Whether what a text calls a group from `start` on is one of muscles."""
    return _MUSCLES.search(text, max(0, start - _FEW), start) is not None


def places(words: Stems) -> list[int]:
    """Where a group is named, or patients after a number of them."""
    stems = words.stems
    return [
        words.starts[k]
        for k in compress(count(), map(_MANY.__contains__, stems))
        if stems[k] in _CALLED or (k and stems[k - 1] not in _PARTS and any(map(_is_number, stems[max(k - 2, 0) : k])))
    ]


def _is_number(stem: str) -> bool:
    return stem in _SOME or stem[-1].isdigit()


_PARTS = STOPS - {"\n"}
"""What stands between no number and its patients: "SLR 3x10. Pt tolerated well"."""
_CALLED = frozenset({"group", "grp", "class"})
_PATIENTS = frozenset(map(fold, _PEOPLE))
_MANY = _CALLED | _PATIENTS
_SOME = frozenset(map(fold, in_order("two three four five six seven eight nine ten several other")))


def _before(many: re.Match[str]) -> tuple[int, int]:
    """The few words before a place."""
    return max(0, many.start() - _FEW), many.start()


_FEW = 40
