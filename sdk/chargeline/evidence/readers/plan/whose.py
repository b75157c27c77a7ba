"""Whose a plan is: the therapist's, the patient's own, a helper's or another's."""

from __future__ import annotations

from chargeline.evidence.text.lists import listed, word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment


def opens_at(segment: Segment) -> int:
    """The token of a segment's first word."""
    words = segment.scan.words
    return next((k for k in range(segment.i, segment.j) if words[k][0].isalnum()), segment.i)


def is_theirs(segment: Segment) -> bool:
    """What family, the patient or a supplier is to do away from treatment: "vendor to order", "Pt to call if"."""
    opening, words = _behind_label(segment), segment.scan.words
    family = next((hit.j for hit in segment.kinds.get("family", ()) if hit.i == opening), None)
    if family is None and words[opening] not in _OTHERS and not _is_patient(segment, opening):
        return False
    at = family or opening + 1
    to_do = words[at : at + 1] in (["to"], ["will"])
    return to_do and _COMING.isdisjoint(words[at + 1 : min(at + _NEAR, segment.j)])


def _behind_label(segment: Segment) -> int:
    """The token of a segment's first word, or of the first behind its label: "P: pt to call MD"."""
    at, words = opens_at(segment), segment.scan.words
    label = next((hit for hit in segment.kinds.get("labels", ()) if hit.i == at), None)
    labelled = label is not None and label.j + 1 < segment.j and words[label.j] in (":", "-")
    return label.j + 1 if labelled and label else at


def _is_patient(segment: Segment, k: int) -> bool:
    """Whether "pt" is the patient, who is written small where the therapist is not."""
    scan = segment.scan
    return scan.words[k] in ("patient", "client") or scan.text[scan.starts[k] : scan.ends[k]] in ("pt", "Pt")


_NEAR = 8
_OTHERS = listed("others who plan")
_COMING = listed("coming to treatment")
TO_DO = listed("to do next")


def is_assigned(segment: Segment) -> bool:
    """Who is to do what next: "OTR to update goals 12/2", "mom to bring his cup"."""
    first, words = segment.hits[0] if segment.hits else None, segment.scan.words
    if first is None or first.i > segment.i + 1 or segment.section in ("subjective", "history", "goals"):
        return False
    someone = not _SOMEONE.isdisjoint(first.entries)
    return (
        someone and words[first.j : first.j + 1] == ["to"] and not ASSIGNED.isdisjoint(words[first.j + 1 : first.j + 2])
    )


_SOMEONE = frozenset({"performers", "credentials", "family"})
ASSIGNED = listed("assigned")


def is_of_us(segment: Segment) -> bool:
    """ "Tues we record in the sanctuary": what we do on a day, told as no thing of the past."""
    words = segment.scan.words
    k = next((k for k in range(segment.i, segment.j - 1) if words[k] == "we"), None)
    if k is None or segment.section in ("subjective", "history", "goals"):
        return False
    days = (hit for hit in segment.kinds.get("before", ()) if hit.j != k + 1)
    then = any(hit.entries["before"].more != "aside" for hit in days)
    return not is_past(words[k + 1]) and not then


def is_past(verb: str) -> bool:
    return verb.endswith("ed") or verb in _PAST


_PAST = listed("past tense")


def is_goal(segment: Segment, hit: Hit) -> bool:
    """ "Pt will be able to", not what the therapist would like to do."""
    words = segment.scan.words
    ours = words[max(0, hit.i - 1) : hit.i] in (["i"], ["we"])
    ours = ours or (hit.i == opens_at(segment) and words[hit.i] == "want" and words[hit.j] in TO_DO)
    return hit.entries["context"].more == "goal" and not ours


def is_ours(segment: Segment, hit: Hit) -> bool:
    """ "We will add the drumming", "will progress the bridges"; to see how it goes is nothing planned."""
    words = segment.scan.words
    if words[hit.i] not in _WILL or segment.section in ("goals", "subjective", "history"):
        return False
    if words[hit.i] not in _WE and any(one.i == opens_at(segment) for one in segment.kinds.get("family", ())):
        return False
    if words[hit.i - 1] in _PATIENT and not _REPORTS.isdisjoint(words[segment.i : hit.i]):
        return False
    if segment.has("often") and "home" in words[hit.j : segment.j]:
        return False
    ours = words[hit.i] in _WE and words[hit.j : hit.j + 1] != ["see"]
    return ours or treats(segment) or segment.has("home")


_PATIENT = word_set("he she they pt patient")
_REPORTS = listed("reports")
_WE = word_set("i i'll i'd we we'll then")
_WILL = _WE | listed("will")


def treats(segment: Segment) -> bool:
    """Whether a coming week tells of therapy, not of the patient's own affairs."""
    return segment.has("exercises", "activities", "measures", "services", "capacities", "equipment", "programme")
