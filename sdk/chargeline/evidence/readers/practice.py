"""Practice between visits, without a programme's name: kept up, taught to the patient or to who helps, to be done."""

from __future__ import annotations

import re

from chargeline.evidence.readers.care import ASSIGNED
from chargeline.evidence.readers.finding import names_home
from chargeline.evidence.text.lists import word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment


def said(segment: Segment) -> list[str]:
    """The words of a segment."""
    return segment.scan.words[segment.i : segment.j]


def carried_on(segment: Segment) -> Hit | None:
    """Practice between visits: how often, or where and how it goes, and who keeps it up."""
    words = set(said(segment))
    limits = (hit.entries["limits"].more for hit in segment.kinds.get("limits", ()))
    if segment.section == "goals" or "whether" in words or segment.has("deficits", "measures"):
        return None
    if any(limit != "help" for limit in limits) or _instead(segment):
        return None
    if segment.has("limits") and not (segment.has("exercises") or names_home(segment)):
        return None
    often = segment.first("often")
    at_home, family = bool(words & AT_HOME) and not words & HOUSE, segment.has("family")
    item = segment.first("exercises", "dose") or segment.first("activities", "equipment", "home", "motions")
    practised = item is not None or (not words.isdisjoint(_PRACTICE) and not _for_leisure(segment))
    bare = not segment.has("symptoms", "assistance", "functions")
    if often is not None:
        kept = at_home or family or (segment.section != "plan" and not words.isdisjoint(_KEPT_UP))
        logged = not words.isdisjoint(_LOGS) and not words.isdisjoint(_SEEN)
        told = segment.section == "subjective" and not words.isdisjoint(_OWN)
        kept = kept and (practised or (bare and not family) or (at_home and family)) and _VISITS.isdisjoint(words)
        return often if kept or told or logged or _regime(segment, words) else None
    if family and "bedtime" in words and item is not None:
        return item
    goes_on = at_home and not words.isdisjoint(_GOES_ON) and not ("no" in words and "carryover" in words)
    return (item or segment.hits[0]) if goes_on and practised else None


def _for_leisure(segment: Segment) -> bool:
    return any(hit.entries["functions"].more in ("leisure", "sport") for hit in segment.kinds.get("functions", ()))


def kept_up(segment: Segment) -> Hit | None:
    """Kept up or not without a programme's name: "wall slides going fine", "I forget the neck ones"."""
    words = said(segment)
    hit = segment.first("upkeep")
    if hit is None or segment.section in ("goals", "plan") or segment.has("dose", "measures", "services", "degrees"):
        return None
    named = not _OF_PROGRAMME.isdisjoint(words) or _ONES.search(segment.scan.folded, segment.start, segment.end)
    if named or (hit.entries["upkeep"].more == "any" and segment.has("exercises", "techniques")):
        return hit
    return None


_ONES = re.compile(r" ones?\b")
_OF_PROGRAMME = word_set(
    "stretch exercise program programme series routine practice homework sheet card list log putty band splint brace"
)


def _regime(segment: Segment, words: set[str]) -> bool:
    """An exercise, or something worn, with how often: "does her flicks am + pm", "neoprene on at night"."""
    if segment.section == "plan" or segment.has("symptoms", "assistance", "services") or not _VISITS.isdisjoint(words):
        return False
    worn = not words.isdisjoint(_WORN) and not words.isdisjoint(_ON_OFF) and "since" not in words
    thing = segment.has("exercises") or not words.isdisjoint(_THINGS)
    return worn or thing or (segment.has("dose", "programme") and not words.isdisjoint(_KEPT_UP))


_THINGS = word_set(
    "wrapping bandaging self-massage mld script hum straw drill hold board kit putty splint stretch kegel flick"
    " homework diary"
)


def _instead(segment: Segment) -> bool:
    """Daily life done for the patient is help, not practice: "dresses her each morning because she cannot"."""
    life = [one for hit in segment.all("activities", "functions") for one in hit.entries.values()]
    cared = any(one.more in ("adl", "iadl") for one in life)
    return cared and not _FOR_ITSELF.isdisjoint(segment.scan.words[segment.i : segment.j])


_FOR_ITSELF = word_set("because himself herself")


_WORN = word_set(
    "towel pillow wedge splint brace orthosis sleeve stocking stockings garment garments neoprene coban tape"
    " strap straps sling wrap bandage bandages glove gauntlet patch collar corset binder boot immobilizer"
    " stretcher"
)
_ON_OFF = word_set("under on off out wear wears wearing worn use uses using goes keep keeps apply applies rewrap redo")
_KEPT_UP = word_set(
    "doing does did done do practices practice practiced practicing keeping keeps kept keep performs performing got"
    " performed completes completing logs logged logging log program sheet list printed missed compliant told asked"
    " shown run runs ran use uses goes set sets taught assigned skipping"
)
_VISITS = word_set("seen visits visit poc frequency")
_LOGS = word_set("log diary logs sheet chart calendar planner phone app tracker")
AT_HOME = word_set("home house bedtime bath")
HOUSE = word_set(
    "simulation simulated story storey levels lives live fell fall fallen alone lived works work safety setup"
    " health visit drove drives"
)
_PRACTICE = word_set(
    "practice practices practicing practiced practise practises practising exercise exercises stretch stretches"
    " stretching drill drills talk log do does did doing perform performs performing walk walking read reading"
)
_OWN = word_set(
    "stretches stretch exercises exercise practice practiced practices practicing bands band putty words drills"
)
_GOES_ON = word_set("well good going carrying carryover carried kept keeping keeps continues follow following done")
_SEEN = word_set("reviewed review done completed days brought returned filled kept shows wrote logged logging")


def taught(segment: Segment) -> Hit | None:
    """Someone taught, told or given something to do at home or so many times a day."""
    words = said(segment)
    taught = next((segment.i + k for k, word in enumerate(words) if word in _TEACHING), None)
    shown = _family_shown(segment)
    if shown is not None:
        return shown
    if taught is None or "whether" in words or segment.section == "goals" or segment.has("limits"):
        return None
    if words[: taught - segment.i][-1:] in (["none"], ["nothing"], ["nil"]):
        return None
    if not _PAPER.isdisjoint(words) and (segment.has("exercises", "techniques") or not _DIARY.isdisjoint(words)):
        return segment.first("exercises", "techniques") or segment.hits[0]
    for_home = bool(AT_HOME.intersection(words)) and HOUSE.isdisjoint(words)
    cared = segment.has("exercises", "activities", "functions", "motions", "body", "techniques") or "self" in words
    self_care = segment.has("often") and cared
    later = segment.section == "plan" and not words[taught - segment.i].endswith("ed")
    if (for_home or self_care) and not later and "will" not in words[: taught - segment.i]:
        told = [hit for hit in segment.hits if "context" not in hit.entries]
        return min(told, key=lambda hit: abs(hit.i - taught), default=None)
    return None


_PAPER = word_set("sheet handout packet page picture printout diary log video link worksheet booklet")
_DIARY = word_set("diary log")


def to_do(segment: Segment) -> Hit | None:
    """What the patient is to do until the next visit: "she is to order by phone Saturday and bring the recording"."""
    words = said(segment)
    if segment.section in ("goals", "subjective"):
        return None
    for k, word in enumerate(words[:-2]):
        if word == "to" and words[max(0, k - 1)] in ("is", "are") and words[max(0, k - 2)] in PATIENT:
            told = segment.has("often", "plans") or not _REPORTED.isdisjoint(words[k:])
            return segment.hits[0] if told and words[k + 1] not in _VISITED else None
    return None


PATIENT = word_set("he she they pt patient client child")
_REPORTED = word_set("record tell report bring log note home school")
_VISITED = word_set(
    "follow remain start begin resume continue have avoid keep contact be attend drive wait come see return visit get"
    " go not update schedule fit measure retest"
)


def _family_shown(segment: Segment) -> Hit | None:
    """Who helps the patient learned how: "grandmother shown how to pause", "spouse trained in bandaging"."""
    if segment.section == "goals":
        return None
    for helper in segment.kinds.get("family", ()):
        after = segment.scan.words[helper.j : min(helper.j + 5, segment.j)]
        if _is_taught(segment, helper):
            return helper
        if _is_to_do(segment, helper, after):
            return helper
        if segment.section in ("plan", "subjective"):
            continue
        place = next((k for k, word in enumerate(after[:3]) if word in _LEARNED), None)
        taught = segment.has("exercises", "techniques") or not _HOW.isdisjoint(
            after[place + 1 :] if place is not None else ()
        )
        if (place is not None and taught) or after[:2] in _SHOWED:
            return helper
    return None


def _is_taught(segment: Segment, helper: Hit) -> bool:
    """ "Taught wife the stretches": teaching right before who helps, and what was taught."""
    before = segment.scan.words[max(segment.i, helper.i - 2) : helper.i]
    taught = not _INSTRUCTED.isdisjoint(before) and segment.section not in ("plan", "subjective")
    return taught and segment.has("exercises", "techniques", "often")


_INSTRUCTED = word_set("taught trained instructed coached showed educated")


def _is_to_do(segment: Segment, helper: Hit, after: list[str]) -> bool:
    """What a helper is to do, or does with the patient: "mom to offer pear skin", "brother runs EMST with him"."""
    if after[:1] == ["to"] and segment.scan.words[helper.i - 1] not in _ASKED and helper.i == segment.i:
        return len(after) > 1 and after[1].isalpha() and after[1] not in _NO_PRACTICE
    words = segment.scan.words[helper.j : segment.j]
    then = words[words.index("will") + 1 :] if "will" in words else []
    if then[:1] == ["let"] and then[1:2] in (["him"], ["her"], ["them"]) and segment.section != "subjective":
        return True
    if then and segment.section != "subjective" and then[0].isalpha() and then[0] not in _NO_PRACTICE:
        return True
    beside = any(words[k : k + 2] in _WITH for k in range(len(words)))
    return beside and after[:1] != [] and after[0] in _RUNS and segment.has("exercises", "techniques", "equipment")


_ASKED = word_set("needs need wants asks gets has for allow")
_NO_PRACTICE = ASSIGNED | word_set(
    "be attend drive wait come sign see return pick help drop stay watch visit get go have not take let"
)
_WITH = (["with", "him"], ["with", "her"], ["with", "them"])
_RUNS = word_set("does do runs run practices practice drills plays play reads read repeats repeat works work")
_SHOWED = (["showed", "me"], ["showed", "us"], ["shows", "me"])
_LEARNED = word_set("shown taught trained learned independent")
_HOW = word_set("how in to on with")
_TEACHING = word_set(
    "instructed instruct instr educated taught told given gave issued sent printed provided emailed trained coached"
    " coaching showed shown demonstrated demo handed assigned reviewed advised encouraged asked prescribed recommended"
    " suggested urged loaned lent texted"
)
