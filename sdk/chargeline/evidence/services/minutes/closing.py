"""Minutes that close or open what they measure, where no name stands beside them: "..., 24 min", "22 min 1:1: ..."."""

from __future__ import annotations

from bisect import bisect_left
from typing import NamedTuple

from chargeline.evidence.services.minutes.lines import FEWEST, Minutes, stated
from chargeline.evidence.text.folding import in_order
from chargeline.evidence.text.lists import word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.sections import NOT_TREATMENT
from chargeline.evidence.text.structure import Segment

_NO_NAME = 1 << 30
_BESIDE = word_set(
    "1:1 one on individual individually direct contact skilled timed in for with by the of at total treatment tx time"
    " spent about approx approximately mins minutes x pt ot slp pta cota therapist assistant all each side"
    " pool water gym room clinic community today this part then work"
)
"""Words that stand beside minutes and tell of no treatment."""
_MARKS = frozenset("():-=~,.;|[]>*•·/")
_TITLE = 3
"""Words of a title beside its minutes: "COTA 30 min IADL: ..."."""
_CAPITALS = 2
"""Letters of a short form of the body: GT, AC, SI."""
_OPENS = frozenset({":", "-", "(", "=", "."})
_PARTS = frozenset({",", ";", "then", "+"})
_PURPOSES = frozenset({"for", "to", "on"})
_AIMS = _PURPOSES | {"so"}
_OWN = in_order("dose times reps fraction percent tries distance")
"""What an exercise or a task has of its own: minutes behind it are no dose of it."""
_MACHINES = word_set(
    "bike bicycle nustep stepper ube ergometer treadmill elliptical rower scifit cycle recumbent tm recline nu"
)
"""What goes on for a while by itself: minutes beside it are its dose."""
_WHILE = word_set("warm walk walked walking jog jogging sat stood late break prop hang stretch swing rest tolerated")
"""What may have gone on for so long, unless something else of it is counted or it has a purpose."""

_GIVEN = word_set("pt patient he she they child was were given received got completed performed did")
"""Who had minutes of something: "she was given 15 min of ..."."""


class Closed(NamedTuple):
    """Minutes of what a segment tells; `bare` where it says nothing else: they are of what precedes."""

    minutes: Minutes
    bare: bool


def closing(segment: Segment, title: int | None = None) -> Closed | None:
    """The minutes of the whole that a segment tells, or closes; None where they may be another thing's.

    `title` is the token after a service's name that opens the segment: one thing behind it took as long as the whole.
    """
    begin = _past_label(segment) if title is None else title
    if not segment.has("minutes", "clock", "range") or any(hit.i >= begin for hit in segment.all("totals")):
        return None
    told = [one for one in stated(segment, _NO_NAME, False) if one.minutes >= FEWEST]
    if len(told) != 1:
        return None
    starts, words = segment.scan.starts, segment.scan.words
    first, last = bisect_left(starts, told[0].start), bisect_left(starts, told[0].end)
    before, after = outside(words[begin:first]), words[last : segment.j]
    ends = says_nothing(after) or ((_tells_aim(after) or _stopped(after)) and not works(segment, last))
    if ends and (says_nothing(before) or before[-1] == "."):
        return Closed(told[0], True)
    titled = _is_title(before) and (after[:1] == [":"] or _is_task(segment, first))
    opens = titled or (says_nothing(before) and (_opens(after) or (title is None and _tells_one(segment, last))))
    opens = opens or (after[:1] == ["of"] and _GIVEN.issuperset(before) and _opens(after))
    whole = title is not None and ends and _is_one(segment, begin, first)
    opens = opens or (told[0].since is not None and says_nothing(before) and _tells_deed(segment, last))
    closes = (
        opens or whole or (ends and _closes(segment, first)) or _is_given(segment, begin, first, _ends(segment, last))
    )
    return Closed(told[0], False) if closes else None


def _is_one(segment: Segment, begin: int, first: int) -> bool:
    """Whether one thing alone is told before minutes, and nothing that goes on for a while by itself."""
    said = segment.scan.words[begin:first]
    return _PARTS.isdisjoint(said) and not goes_on(said) and not segment.unfilled


def goes_on(words: list[str]) -> bool:
    """Whether words tell of what goes on for a while by itself, a machine or a rest: minutes beside it are its own."""
    return not (_MACHINES.isdisjoint(words) and _WHILE.isdisjoint(words))


def _tells_one(segment: Segment, last: int) -> bool:
    """Whether minutes open what tells of one task alone, done today: "30 min visual scanning for medications"."""
    task = segment.has("activities") and not segment.has(*_OWN, "often", "limits", "lacking")
    return task and segment.section not in NOT_TREATMENT and _is_one(segment, last, segment.j)


def _tells_deed(segment: Segment, last: int) -> bool:
    """Whether a deed stands right behind times of the clock: "8:30-8:38 patellar mobs"; none that a machine does."""
    words, of_body = segment.scan.words, {k for hit in segment.all("sides", "body") for k in range(hit.i, hit.j)}
    k = last
    while k < segment.j and (k in of_body or words[k] in _MARKS):
        k += 1
    deeds = [hit for hit in segment.all("exercises", "techniques", "activities") if last <= hit.i <= k < hit.j]
    return bool(deeds) and segment.section not in NOT_TREATMENT and not goes_on(words[k : deeds[0].j])


def _is_given(segment: Segment, begin: int, first: int, parted: int) -> bool:
    """Whether minutes are of what is done to a patient: "STM 12 min R UT", "GT mobs, hip distraction 8 min".

    Behind the place where their part ends (`parted`) another thing may be counted: "STM 12 min, then SLR 3x10".
    """
    if not segment.has("techniques") or any(hit.i < parted for hit in segment.all("activities", *_OWN)):
        return False
    given = [hit for hit in segment.kinds["techniques"] if begin <= hit.i < first]
    if not given:
        return False
    beginnings = [begin, *(k + 1 for k in range(begin, first) if segment.scan.words[k] in _PARTS)]
    ends = [*beginnings[1:], first]
    return all(_is_technique(segment, given, at, end) for at, end in zip(beginnings, ends, strict=True))


def _is_technique(segment: Segment, given: list[Hit], begin: int, end: int) -> bool:
    """Whether a part of a list opens with a technique, or with the part of the body, in short, that it was done to."""
    scan = segment.scan
    technique = next((hit.i for hit in given if begin <= hit.i < end), end if begin > given[0].i else None)
    if technique is None or any(begin <= hit.i < technique for hit in segment.all("exercises")):
        return False
    of_body = {k for hit in segment.all("sides", "body") for k in range(hit.i, hit.j)}
    before = [k for k in range(begin, technique) if scan.words[k][0].isalnum() and k not in of_body]
    return all(scan.ends[k] - scan.starts[k] <= _CAPITALS and scan.words[k] not in _MACHINES for k in before)


def _is_task(segment: Segment, first: int) -> bool:
    """Whether a task and nothing else stands before minutes: "Transfers 12 min"."""
    begin = _past_label(segment)
    end = first - (segment.scan.words[first - 1] in _MARKS)
    ends = (end, end - (segment.scan.words[end - 1] in _OF_TASK))
    return any(hit.i == begin and hit.j in ends for hit in segment.kinds.get("activities", ()))


_OF_TASK = word_set("training retraining practice task")


def _past_label(segment: Segment) -> int:
    """The token after the label, the discipline or the topic that opens a segment: "O:", "OT:", "Scar: STM 10 min"."""
    words = segment.scan.words
    label = segment.first("labels", "performers")
    if label is not None and label.i == segment.i and words[label.j : label.j + 1] == [":"]:
        return label.j + 1
    done = segment.first("techniques")
    topic = done is not None and 1 < done.i - segment.i <= _TITLE + 1 and words[done.i - 1] == ":"
    return done.i if done and topic else segment.i


def _tells_aim(after: list[str]) -> bool:
    """Whether what stands behind minutes tells what for: "15 min to write his name", "15 min 1:1, so that ..."."""
    said = (word for word in after if word in _AIMS or not (word in _BESIDE or word in _MARKS))
    return next(said, "") in _AIMS


def _stopped(after: list[str]) -> bool:
    """Whether what stands behind minutes tells what befell the patient then: "12 min, when pt became nauseated"."""
    said = [word for word in after if word not in _MARKS]
    then, *whose = said[:1] + [word for word in said[1:4] if word not in _ARTICLES]
    return then in _THEN and len(whose) > 1 and whose[0] in _WHO and whose[1] in _HAPPENED


_THEN = word_set("when until till before")
_ARTICLES = word_set("the a")
_WHO = word_set("pt patient client he she they child")
_HAPPENED = word_set(
    "became got felt reported complained began started had was were needed asked requested stopped fatigued tired could"
    " stated said refused left declined lost"
)


def works(segment: Segment, begin: int) -> bool:
    """Whether any exercise or task is told behind a place."""
    return any(hit.i >= begin for hit in segment.all("exercises", "activities", *_OWN))


def says_nothing(words: list[str]) -> bool:
    """Whether words beside minutes tell of no treatment."""
    return all(word in _BESIDE or word in _MARKS or word.isdigit() for word in words)


def _is_title(words: list[str]) -> bool:
    """Whether a few words beside minutes stand over what follows; a machine, a rest or a walk took them for itself."""
    return len(words) <= _TITLE and not goes_on(words)


def outside(words: list[str]) -> list[str]:
    """The words without a remark in brackets: "Pool (temp 92, chest depth) 30 min"."""
    if "(" not in words or ")" not in words:
        return words
    first, last = words.index("("), len(words) - words[::-1].index(")")
    return words[:first] + words[last:] if first < last else words


def _opens(after: list[str]) -> bool:
    """Whether minutes at the head of a segment stand over what follows: "22 min 1:1: ...", "20 min of ..."."""
    for n, word in enumerate(after):
        if word in (":", "-", "of"):
            return True
        if word in _PARTS or not _is_title([said for said in after[: n + 1] if said not in _BESIDE]):
            return False
    return False


def _closes(segment: Segment, first: int) -> bool:
    """Whether minutes at a segment's end are of all of it: no dose of its last part."""
    words = segment.scan.words
    parted = _parted(segment, first)
    if words[first - 1] in _LASTED and _ALL.issuperset(words[parted : first - 1]):
        before = words[_parted(segment, max(parted - 1, segment.i)) : parted]
        return not segment.unfilled and _WHO.isdisjoint(before) and not (goes_on(before) or "recovery" in before)
    if all(word in _BESIDE or word in _MARKS for word in words[parted:first]):
        parted = _parted(segment, max(parted - 1, segment.i))
    part = words[parted:first]
    if segment.unfilled or not _MACHINES.isdisjoint(part):
        return False
    if any(hit.i >= parted for hit in segment.all(*_OWN)) or not _PURPOSES.isdisjoint(part):
        return True
    if not _WHILE.isdisjoint(part):
        return False
    listed = any(word in (",", "+") for word in words[segment.i : parted])
    return words[first - 1] in _OPENS or (bool(part) and part[-1] == "," and _is_exercise(segment, parted, listed))


_LASTED = word_set("took lasted lasting totaling totalling")
_ALL = word_set("and that this which it all these they")
"""What may stand before such a verb that takes up all that a sentence has told: "..., and that took 16 minutes"."""


def _is_exercise(segment: Segment, begin: int, listed: bool) -> bool:
    """Whether the last of a list is an exercise, which nobody does for that long; what stands alone is the whole."""
    return not listed or any(hit.i >= begin for hit in segment.all("exercises"))


def _ends(segment: Segment, k: int) -> int:
    """Where the part of a segment at a place ends."""
    words = segment.scan.words
    while k < segment.j and words[k] not in _PARTS:
        k += 1
    return k


def _parted(segment: Segment, end: int) -> int:
    """Where the last part of a segment before a place begins."""
    words, k = segment.scan.words, end - 1
    while k > segment.i and words[k - 1] not in _PARTS:
        k -= 1
    return max(k, segment.i)
