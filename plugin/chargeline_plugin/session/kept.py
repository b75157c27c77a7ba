"""What a session leaves behind when it ends: answers and edited minutes, nothing of the chart and no pasted draft.

They belong to one user, patient, encounter and date. The next launch of the same four offers them back; a click takes
or discards them, and either destroys what was kept.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from chargeline import RuleBook
from chargeline_plugin.session.desk import Desk, Said
from chargeline_plugin.session.judge import Judgement, judge
from chargeline_plugin.session.wire import said_from_json, said_to_json


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """Edited minutes of a service, with the code that it had."""

    service: str
    code: str | None
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What was said and edited; `at` is when the last of it was."""

    said: tuple[Said, ...]
    edits: tuple[Edit, ...]
    at: datetime


def matter_of(desk: Desk) -> str | None:
    """The user, patient, encounter and date as one hash; None while one of them is not known."""
    visit = desk.visit
    if visit is None or visit.user.reference is None or visit.date_of_service is None:
        return None
    four = (visit.user.reference, visit.patient.id, visit.encounter_id, visit.date_of_service.isoformat())
    return hashlib.sha256(json.dumps([visit.site, *four]).encode()).hexdigest()


def kept_of(desk: Desk, at: datetime, book: RuleBook) -> Kept | None:
    """What is worth keeping of a desk; None when nothing was said or edited."""
    if not desk.said and not desk.minutes:
        return None
    codes = codes_of(judge(replace(desk, minutes={}), book)) if desk.minutes else {}
    edits = tuple(Edit(service=s, code=codes.get(s), minutes=m) for s, m in desk.minutes.items())
    return Kept(said=desk.said, edits=edits, at=at)


def together(several: Iterable[Kept]) -> Kept | None:
    """Several as one, oldest first: what was said later counts."""
    found = list(several)
    if not found:
        return None
    said = {it.question: it for one in found for it in one.said}
    edits = {it.service: it for one in found for it in one.edits}
    return Kept(said=tuple(said.values()), edits=tuple(edits.values()), at=found[-1].at)


def brought_back(desk: Desk, kept: Kept, book: RuleBook) -> Desk:
    """The desk with what was kept, where this session has not said otherwise. An edit comes back to its own code."""
    judged = judge(replace(desk, minutes={}), book)
    codes, documented = codes_of(judged), judged.documented if judged else {}
    open_edits = [it for it in kept.edits if it.service not in desk.minutes]
    fitting = {it.service: it.minutes for it in open_edits if it.service in documented and _fits(it, codes)}
    answered = {said.question for said in desk.said}
    said = tuple(it for it in kept.said if it.question not in answered)
    aside = len(open_edits) - len(fitting)
    told = (f"{aside} edited minutes had no place any more and were put aside.",) if aside else None
    return replace(desk, said=(*said, *desk.said), minutes={**fitting, **desk.minutes}, changes=told)


def codes_of(judged: Judgement | None) -> dict[str, str | None]:
    """The code of every service that was read."""
    return {s.id: s.code or s.suggested_code for s in judged.report.services} if judged else {}


def _fits(edit: Edit, codes: dict[str, str | None]) -> bool:
    return codes.get(edit.service) == edit.code


def kept_to_json(kept: Kept) -> dict[str, Any]:
    """Plain data that json.dumps takes."""
    edits = [{"service": it.service, "code": it.code, "minutes": it.minutes} for it in kept.edits]
    return {"said": [said_to_json(it) for it in kept.said], "edits": edits, "at": kept.at.isoformat()}


def kept_from_json(data: dict[str, Any]) -> Kept:
    """What `kept_to_json` wrote."""
    said = tuple(said_from_json(it) for it in data["said"])
    return Kept(said=said, edits=tuple(Edit(**it) for it in data["edits"]), at=datetime.fromisoformat(data["at"]))
