"""A desk as JSON, for its sealed row."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from chargeline_plugin.session.desk import Desk, Said
from chargeline_plugin.visit import visit_from_json, visit_to_json
from chargeline_plugin.visit.visit import Choices
from chargeline_plugin.writeback.permission import Attestation


def desk_to_json(desk: Desk) -> dict[str, Any]:
    """Plain data that json.dumps takes."""
    chosen = desk.choices
    return {
        "visit": None if desk.visit is None else visit_to_json(desk.visit),
        "choices": {
            "encounter": chosen.encounter,
            "date_of_service": chosen.date_of_service and chosen.date_of_service.isoformat(),
            "note": chosen.note,
            "discipline": chosen.discipline,
            "policy": chosen.policy,
            "pasted_note": chosen.pasted_note,
            "session": chosen.session,
        },
        "minutes": dict(desk.minutes),
        "said": [said_to_json(said) for said in desk.said],
        "changes": None if desk.changes is None else list(desk.changes),
        "stale": desk.stale,
        "looked_back": desk.looked_back,
        "attested": None if desk.attested is None else _attested_to_json(desk.attested),
        "since": desk.since and desk.since.isoformat(),
        "meant": desk.meant,
    }


def desk_from_json(data: dict[str, Any]) -> Desk:
    """What `desk_to_json` wrote."""
    day = data["choices"]["date_of_service"]
    return Desk(
        visit=None if data["visit"] is None else visit_from_json(data["visit"]),
        choices=Choices(**{**data["choices"], "date_of_service": day and date.fromisoformat(day)}),
        minutes=data["minutes"],
        said=tuple(said_from_json(said) for said in data["said"]),
        changes=None if data["changes"] is None else tuple(data["changes"]),
        stale=data["stale"],
        looked_back=data["looked_back"],
        attested=_attested_from_json(data["attested"]) if data.get("attested") else None,
        since=datetime.fromisoformat(data["since"]) if data.get("since") else None,
        meant=data.get("meant"),
    )


def _attested_to_json(attested: Attestation) -> dict[str, str]:
    return {"role": attested.role, "credentials": attested.credentials, "at": attested.at.isoformat()}


def _attested_from_json(data: dict[str, Any]) -> Attestation:
    return Attestation(role=data["role"], credentials=data["credentials"], at=datetime.fromisoformat(data["at"]))


def said_to_json(said: Said) -> dict[str, Any]:
    """An answer as plain data."""
    return {
        "question": said.question,
        "value": said.value,
        "ask": said.ask,
        "label": said.label,
        "by": said.by,
        "at": said.at.isoformat(),
    }


def said_from_json(data: dict[str, Any]) -> Said:
    """What `said_to_json` wrote."""
    return Said(**{**data, "at": datetime.fromisoformat(data["at"])})
