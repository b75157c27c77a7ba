"""Minutes within a service's without a therapist for this patient alone: "30 min incl. 10 min with aide"."""

from __future__ import annotations

from chargeline.evidence.services.minutes.roles import people, performers
from chargeline.evidence.text.lists import word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment

_ALONE = word_set("aide tech technician independent independently unsupervised unattended shared")
_AIDES = word_set("aide tech technician")
_FEW = 2
_OTHERS = word_set("another other others")
_TELLING = _ALONE | _OTHERS
_PATIENTS = word_set("pt pts patient patients client clients")
_NOT = word_set("no not without never non")
_LEFT_OUT = word_set("billed billable unbilled nonbillable counted charged")
_STOPS = frozenset(",;()[].:")


def unattended(segment: Segment, minutes: Hit) -> tuple[int, int] | None:
    """The tokens of minutes, behind a service's own, with the words that say that nobody treated the patient alone."""
    if _TELLING.isdisjoint(segment.said):
        return None
    own = [hit for hit in segment.kinds.get("minutes", ()) if hit.j <= minutes.i]
    services = segment.kinds.get("services", ())
    if not own or not any(hit.i < minutes.i for hit in services):
        return None
    words, begin, end = segment.scan.words, minutes.i, minutes.j
    while begin > max(segment.i, own[-1].j) and words[begin - 1] not in _STOPS:
        begin -= 1
    while end < segment.j and words[end] not in _STOPS:
        end += 1
    if any(begin <= hit.i < end for hit in services) or not _LEFT_OUT.isdisjoint(words[begin:end]):
        return None
    said = next((k for k in range(begin, end) if _is_alone(words, k)), None)
    if said is None or not _NOT.isdisjoint(words[begin:said]):
        return None
    return min(begin, said), max(minutes.j, said + 1)


def unsupervised(segment: Segment) -> tuple[int, int] | None:
    """The tokens behind a service's minutes that say so without others: "30 min; aide supervising the last part"."""
    words, first = segment.scan.words, segment.kinds["minutes"][0].j
    if not segment.has("services"):
        return None
    for k in range(first, segment.j):
        near = range(max(first, k - _FEW), min(k + _FEW + 1, segment.j))
        aided = words[k] in _AIDES and any(words[n].startswith("supervis") for n in near)
        if (aided or words[k] == "unsupervised") and _NOT.isdisjoint(words[max(first, k - _FEW) : k]):
            return k, k + 1
    return None


def beside_aide(segment: Segment) -> tuple[int, int] | None:
    """The tokens that tell of a service by an aide, or with one who may have given it: "TE 20 min w/ tech"."""
    words = segment.scan.words
    if "performers" not in segment.kinds:
        return None
    gave = performers(segment)
    if set(gave.values()) == {"aide"}:
        return min(gave), min(gave) + 1
    for one in people(segment):
        k = one.i - (words[one.i - 1] in _ARTICLES) if one.role == "aide" else segment.i
        before, closes = words[max(segment.i, k - _FEW) : k], one.j == segment.j or not words[one.j].isalpha()
        if before[:1] and before[0].startswith("supervis") and before[-1] in ("by", "of"):
            return k - _FEW, one.j
        link = k - (2 if before[-2:] == ["w", "/"] else before[-1:] in (["with"], ["w"]))
        if link < k and closes and any(hit.j == link for hit in segment.all("minutes", "services")):
            return link, one.j
    return None


_ARTICLES = ("the", "a", "an")


def _is_alone(words: list[str], k: int) -> bool:
    return words[k] in _ALONE or (words[k] in _OTHERS and words[k + 1 : k + 2] != [] and words[k + 1] in _PATIENTS)
