"""How the treatment was given and taken: help, cues, skill, contact, response, body areas."""

from __future__ import annotations

from collections.abc import Iterator

from chargeline.evidence.readers.finding import Found, found
from chargeline.evidence.text.context import contexts
from chargeline.evidence.text.lists import listed, word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment


def assistance(segment: Segment) -> Iterator[Found]:
    """Levels of help, and cues with their amount or type."""
    if segment.section in ("goals", "history") or segment.label in ("function", "baseline"):
        return
    for hit in segment.all("assistance", "cues", "skills"):
        if "assistance" in hit.entries:
            plain = hit.entries["assistance"].more == "with_task"
            if plain and not (_with_task(segment) or _is_all_said(segment)):
                continue
            yield found("assistance", hit.entries["assistance"].name, segment, hit, _rest(segment, hit))
        elif "cues" not in hit.entries:
            if not CUED.isdisjoint(segment.scan.words[hit.i : hit.j]):
                yield found("assistance", "cues", segment, hit)
        elif hit.entries["cues"].name != "cues" or _said_more(segment, hit):
            yield found("assistance", hit.entries["cues"].name, segment, hit, _rest(segment, hit))
    for hit in segment.kinds.get("cued", ()):
        yield found("assistance", "cues", segment, hit)
    yield from _touched(segment)


def _is_all_said(segment: Segment) -> bool:
    """ "Independent.", "did all of it without help": a level that is all of a sentence is of the task before it."""
    if segment.section == "subjective" or segment.label in _NO_TASK:
        return False
    told = {k for hit in segment.kinds["assistance"] for k in range(hit.i, hit.j)}
    words = enumerate(segment.scan.words[segment.i : segment.j], segment.i)
    return all(k in told or not word[0].isalnum() or word in _OF_IT for k, word in words)


_NO_TASK = ("hep", "home", "education", "deficits", "told")
_OF_IT = word_set("did does done was is all of it both each then with extra time throughout today every one the rest i")


def _touched(segment: Segment) -> Iterator[Found]:
    """ "A hand under one elbow", "tapped the L hand each time", "light touch under the chin"."""
    if TOUCHING.isdisjoint(segment.said) or segment.section == "subjective":
        return
    if segment.has("exercises", "dose") and not segment.has("activities"):
        return
    words = segment.scan.words
    for hit in segment.kinds.get("body", ()):
        k = hit.i - 1
        while k > max(segment.i, hit.i - _REACH) and words[k] in _ITS:
            k -= 1
        touched = words[k] in _TAPS or (
            words[k] in _ON and words[k - 1] in _HANDS and _is_helpers(words, k - 2, segment.i)
        )
        if k >= segment.i and touched:
            start = segment.scan.starts[k if words[k] in _TAPS else k - 1]
            yield Found("assistance", "physical assist", segment, start, hit.end, contexts(segment, hit))


def _is_helpers(words: list[str], k: int, begin: int) -> bool:
    """Whether a hand is the helper's: "a hand", "my hand", "light touch", at the head of a sentence."""
    return k < begin or words[k] in _HELPING or not words[k][0].isalnum()


_REACH = 5
_ITS = word_set("the his her one a r l right left both")
_TAPS = word_set("tapped touched nudged tapping")
_HANDS = word_set("hand hands touch touches finger fingers fingertip fingertips palm")
_ON = word_set("on under at behind over")
_HELPING = word_set("a my light gentle occasional brief therapist's with intermittent")
TOUCHING = _TAPS | _HANDS


CUED = listed("cued")


def _with_task(segment: Segment) -> bool:
    words = segment.scan.words[segment.i : segment.j]
    at_home = segment.section != "treatment" and "home" in words and words[words.index("home") - 1] == "at"
    if at_home or (segment.has("home") and not segment.has("activities")):
        return False
    return segment.has("activities", "functions", "equipment")


def _said_more(segment: Segment, hit: Hit) -> bool:
    """Bare "cues" count with an amount or with what they are for."""
    words = segment.scan.words
    after = words[hit.j] if hit.j < len(words) else ""
    numbers = segment.kinds.get("quantity", ())
    counted = any(hit.i - number.j in (0, 1) or 0 <= number.i - hit.j <= _COUNTED for number in numbers)
    counted |= not _EACH.isdisjoint(words[hit.j : min(hit.j + 3, segment.j)])
    counted |= any(one.i == hit.j for one in segment.kinds.get("changes", ()))
    return counted or after in ("for", "to") or segment.scan.folded[hit.start : hit.end].endswith((" for", " to", "ed"))


_COUNTED = 3
"""Words between a cue and its count: "cueing was needed on 4 of 10"."""
_EACH = word_set("every each per throughout")


def _rest(segment: Segment, hit: Hit) -> Hit:
    """A level that follows ("then SBA") belongs to the same words."""
    last = hit
    for other in segment.kinds.get("assistance", ()):
        if 0 <= other.i - last.j <= 7 and "," not in segment.scan.words[last.j : other.i]:
            last = other
    return last


def contact(segment: Segment) -> Iterator[Found]:
    """Said in words: one patient, one therapist."""
    if any(not _in_a_choice(segment, hit) for hit in segment.kinds.get("group", ())):
        return
    for hit in segment.kinds.get("one_on_one", ()):
        if hit.entries["one_on_one"].more == "ratio" and _is_ratio(segment, hit):
            continue
        if hit.entries["one_on_one"].more == "individual" and not _of_treatment(segment, hit):
            continue
        if segment.scan.words[hit.j : hit.j + 1] in (["not"], ["never"]):
            continue
        one = found("contact", hit.entries["one_on_one"].name, segment, hit)
        yield one._replace(context=contexts(segment, hit, section=not segment.has("minutes", "totals")))


def _in_a_choice(segment: Segment, hit: Hit) -> bool:
    """Whether a group is only one choice of a field's name: "GROUP/INDIVIDUAL: individual"."""
    words = segment.scan.words
    return words[hit.j : hit.j + 2] == ["/", "individual"] or words[hit.i - 2 : hit.i] == ["individual", "/"]


def _is_ratio(segment: Segment, hit: Hit) -> bool:
    """Work to rest, breathing in to breathing out, solution strengths, a helper of one's own."""
    words = segment.scan.words
    around = words[max(segment.i, hit.i - 7) : hit.j + 4]
    if not _HELPERS.isdisjoint((*words[max(segment.i, hit.i - 1) : hit.i], *words[hit.j : hit.j + 1])):
        return True
    return any(word in _RATIOS for word in around)


_HELPERS = listed("helper of one's own")
_RATIOS = listed("ratios")


def _of_treatment(segment: Segment, hit: Hit) -> bool:
    """ "Individual" of the session, not of the person or a finger."""
    words = segment.scan.words
    if hit.j - hit.i > 1 or words[hit.i] in ("individually", "indiv"):
        after = words[hit.j] if hit.j < len(words) else ""
        return after not in ("finger", "digit", "muscle", "needs", "joint")
    ends = hit.j >= segment.j or not words[hit.j][0].isalnum()
    if ends and hit.i > segment.i and (words[hit.i - 1] in _ALL or not words[hit.i - 1][0].isalnum()):
        return True
    return not _SESSION.isdisjoint(words[hit.j : hit.j + 2])


_ALL = word_set("all was were min minutes today")
_SESSION = listed("of the session")


def areas(segment: Segment) -> Iterator[Found]:
    """Body areas, with their side."""
    if segment.section == "history":
        return
    for hit in segment.kinds.get("body", ()):
        if len(hit.entries) > 1 and {"exercises", "labels"}.intersection(hit.entries):
            continue
        if ("equipment" in hit.entries and _is_level(segment, hit)) or _is_conjunction(segment, hit):
            continue
        yield Found("area", hit.entries["body"].more, segment, *_sided(segment, hit), contexts(segment, hit))
    yield from _braced(segment)


def _is_conjunction(segment: Segment, hit: Hit) -> bool:
    """ "If Dr. Nunez agrees", not "IF flexion", the index finger by its letters."""
    return segment.scan.text[hit.start : hit.end] in ("if", "If")


def _braced(segment: Segment) -> Iterator[Found]:
    """The part that an orthosis is called by, which is treated where the orthosis is: "wrist cock-up", "L AFO"."""
    for hit in segment.all("activities", "equipment") if not BRACED.keys().isdisjoint(segment.said) else ():
        if any(hit.entries[kind].name in _ORTHOSES for kind in ("activities", "equipment") if kind in hit.entries):
            parts = (BRACED.get(word) for word in segment.scan.words[hit.i : hit.j])
            part = next(filter(None, parts), None)
            if part is not None:
                yield Found("braced area", part, segment, *_sided(segment, hit), contexts(segment, hit))


_ORTHOSES = ("orthosis task", "orthosis")
BRACED = {
    **{part: part for part in ("wrist", "elbow", "knee")},
    **dict.fromkeys(("hand", "thumb", "cmc", "finger", "mallet"), "hand"),
    **dict.fromkeys(("afo", "dafo", "dafos", "smo", "smos"), "ankle"),
}
"""What stands in an orthosis's name, and the part of the body."""


def _is_level(segment: Segment, hit: Hit) -> bool:
    """Whether a machine's level is written as a vertebra's: "NuStep L4"."""
    return any(machine.j == hit.i for machine in segment.all("exercises", "equipment"))


def _sided(segment: Segment, hit: Hit) -> tuple[int, int]:
    start, end = hit.start, hit.end
    for side in segment.kinds.get("sides", ()):
        if side.j == hit.i:
            start = side.start
        elif side.i == hit.j:
            end = side.end
    return start, end
