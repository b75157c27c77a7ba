"""An encounter as plain JSON data, so that what was read can be stored and read again."""

from __future__ import annotations

from typing import Any

from chargeline import model as m


def encounter_to_json(encounter: m.Encounter) -> dict[str, Any]:
    """The encounter, ready for `json.dumps`; `read_encounter` of it gives an equal encounter."""
    return {
        "contract": m.CONTRACT,
        "id": encounter.id,
        "date_of_service": encounter.date_of_service.isoformat(),
        "discipline": encounter.discipline,
        "policy": encounter.policy,
        "secondary_policy": encounter.secondary_policy,
        "setting": encounter.setting,
        "clinicians": [_clinician(c) for c in encounter.clinicians],
        "services": [_service(s) for s in encounter.services],
        "notes": [_note(n) for n in encounter.notes],
        "diagnoses": [{"code": d.code, "rank": d.rank} for d in encounter.diagnoses],
        "timed_minutes": encounter.timed_minutes,
        "treatment_minutes": encounter.treatment_minutes,
        "liability": encounter.liability,
        "answers": [_answer(a) for a in encounter.answers],
        "not_read": [{"what": n.what, "why": n.why} for n in encounter.not_read],
        "history": _history(encounter.history),
    }


def _clinician(clinician: m.Clinician) -> dict[str, Any]:
    return {
        "id": clinician.id,
        "role": clinician.role,
        "credentials": clinician.credentials,
        "npi": clinician.npi,
        "supervised_by": clinician.supervised_by,
    }


def _service(service: m.Service) -> dict[str, Any]:
    return {
        "id": service.id,
        "text": service.text,
        "code": service.code,
        "minutes": service.minutes,
        "assistant_minutes": service.assistant_minutes,
        "billed_units": service.billed_units,
        "segments": [
            {"minutes": s.minutes, "start": s.start, "end": s.end, "performers": list(s.performers)}
            for s in service.segments
        ],
    }


def _note(note: m.Note) -> dict[str, Any]:
    return {
        "id": note.id,
        "kind": note.kind,
        "date": note.date.isoformat() if note.date else None,
        "text": note.text,
        "author": note.author,
        "signed": note.signed,
        "origin": note.origin,
    }


def _answer(answer: m.Answer) -> dict[str, Any]:
    at = answer.at.isoformat() if answer.at else None
    return {"question": answer.question, "value": answer.value, "by": answer.by, "at": at}


def _history(history: m.History) -> dict[str, Any]:
    charges, notes = history.same_day_charges, history.previous_notes
    return {
        "treatment_days_since_progress_report": history.treatment_days_since_progress_report,
        "certified_until": history.certified_until.isoformat() if history.certified_until else None,
        "allowed_to_date": _allowed(history.allowed_to_date),
        "same_day_charges": None if charges is None else [_charge(c) for c in charges],
        "previous_notes": None if notes is None else [_previous(n) for n in notes],
    }


def _allowed(allowed: m.AllowedToDate | None) -> dict[str, Any] | None:
    if allowed is None:
        return None
    return {"amount": str(allowed.amount), "as_of": allowed.as_of.isoformat(), "covers": allowed.covers}


def _charge(charge: m.Charge) -> dict[str, Any]:
    return {"code": charge.code, "units": charge.units, "modifiers": list(charge.modifiers)}


def _previous(note: m.PreviousNote) -> dict[str, Any]:
    return {
        "id": note.id,
        "date": note.date.isoformat(),
        "discipline": note.discipline,
        "kind": note.kind,
        "text": note.text,
    }
