"""Shares and fractions: how many of how many tries, items or words came right, in what time, and scores of tests."""

from __future__ import annotations

from chargeline.evidence.readers.look import Look
from chargeline.evidence.text.folding import in_order, word_set

_LANGUAGE = frozenset({"language", "speech", "cognition", "voice", "swallow", "vision", "coordination"})
_LANGUAGE_TASKS = frozenset({"speech", "cognition", "swallow", "school", "fine motor"})
TRIED = word_set(
    "lick licks bite bites swallow swallows sip sips try tries opening openings catch catches target targets turn turns"
    " picture pictures card cards question questions letter letters production productions sound sounds request"
    " requests throw throws thin thins nectar puree pudding cracker solid solids bolus boluses word sentence sentences"
    " phrase phrases step steps direction directions error errors response responses shoe shoes label labels"
    " trial trials correct correctly opportunity opportunities opps attempts attempt accuracy times accurate stimuli"
    " items words recalled"
)
_SCORED = TRIED | word_set(
    "initial medial final cvc blend blends cluster clusters level today time intelligible intelligibility acc of"
)
_LOADED = word_set("wb weight assist assistance a cues cueing weightbearing max 1rm")


def fraction(look: Look) -> str:
    """What so many of so many measure; empty when nothing."""
    if look.quantity.value == 1 and look.quantity.second in (2, 3, 4, 8) and TRIED.isdisjoint(look.after(3)):
        return ""
    if look.test and look.unit not in ("degrees", "load"):
        return look.test_name
    before = look.segment.scan.words[look.number.i - 1] if look.number.i > look.segment.i else ""
    if before in _IN_A_ROW:
        return ""
    if _is_scored(look) or _counts_things(look):
        return "accuracy"
    if " of " in look.written or look.segment.has("tries") or not TRIED.isdisjoint(look.after(4)):
        return "accuracy"
    task = look.test_name or _of_language(look)
    return task if look.test or (task and (look.quantity.second or 0) >= FEWEST_ITEMS) else ""


_IN_A_ROW = word_set("visit session tx treatment week wk day page set round phase stage level grade item step")
"""What is numbered in a row is no score: "visit 3 of 12"."""


def _is_scored(look: Look) -> bool:
    """Whether a test's initials stand right before the score: "PASS 24/36"."""
    scan, at = look.segment.scan, look.number.i - 1
    score, best = look.quantity.value, look.quantity.second or 0
    if at < look.segment.i or "/" not in look.written or (score <= MONTHS and best <= DAYS):
        return False
    initials = scan.text[scan.starts[at] : scan.ends[at]]
    return len(initials) > 2 and initials.isupper() and initials.isalpha() and scan.words[at] not in _NOT_SCORED


MONTHS, DAYS = 12, 31
"""What may be a day is no score."""
_NOT_SCORED = word_set("pain nprs nrs vas rpe spo hep map pre post amb hgb")


def _counts_things(look: Look) -> bool:
    """Whether things are counted out of so many: "identified 9/10 objects"."""
    scan, at = look.segment.scan, look.number.j
    if at >= look.segment.j or (look.quantity.second or 0) < FEWEST_ITEMS:
        return False
    things = scan.folded[scan.starts[at] : scan.ends[at]]
    return len(things) > 4 and things.isalpha() and things.endswith("s") and things not in _NO_THINGS


_NO_THINGS = word_set("days nights weeks months years hours minutes visits sessions times weekdays reps repetitions")


def _of_language(look: Look) -> str:
    """Whether the number is told of a task of language or thought, where a fraction is its accuracy."""
    capacities = {hit.entries["capacities"].more for hit in look.segment.kinds.get("capacities", ())}
    tasks = {hit.entries["activities"].more for hit in look.segment.kinds.get("activities", ())}
    return "" if _LANGUAGE.isdisjoint(capacities) and _LANGUAGE_TASKS.isdisjoint(tasks) else "accuracy"


FEWEST_ITEMS = 5


def percent(look: Look) -> str:
    """What a share measures; empty when it is of a load or of help."""
    if not _LOADED.isdisjoint(look.after(2)):
        return ""
    if look.test:
        return look.test_name
    return "accuracy" if not _SCORED.isdisjoint(look.after(4)) else _of_language(look)


def counted_in_time(look: Look) -> str:
    """How many of a thing came in a time: "named eleven animals in one minute", "22 spontaneous hits in 15 min"."""
    segment, number = look.segment, look.number
    times = segment.all("minutes", "seconds")
    timed = any(0 < hit.i - number.j <= _NEAR and segment.scan.words[hit.i - 1] == "in" for hit in times)
    return "counted task" if timed and not segment.has(*_NO_COUNTS) else ""


_NO_COUNTS = in_order("dose times reps exercises home often ratings totals services symptoms")
_NEAR = 5
