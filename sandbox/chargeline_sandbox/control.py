"""`/_control`: how a test tells the stand-in EHR to misbehave, to let time pass, to open a launch."""

from typing import Any

from flask import Blueprint, Response, abort, jsonify, request

from chargeline_sandbox.faults import Fault
from chargeline_sandbox.here import site

control = Blueprint("control", __name__, url_prefix="/_control")


def _told() -> dict[str, Any]:
    body = request.get_json(silent=True)
    return body if isinstance(body, dict) else abort(400)


@control.post("/faults")
def add_fault() -> tuple[Response, int]:
    """Arm one fault."""
    try:
        site().faults.add(Fault.of(_told()))
    except (TypeError, ValueError) as error:
        return jsonify(error=str(error)), 400
    return jsonify(armed=len(site().faults.listed())), 201


@control.get("/faults")
def list_faults() -> Response:
    """What is armed, with what is left of it."""
    return jsonify(site().faults.listed())


@control.delete("/faults")
def clear_faults() -> tuple[str, int]:
    """Behave again."""
    site().faults.clear()
    return "", 204


@control.post("/clock")
def advance_clock() -> Response:
    """Let time pass."""
    site().clock.advance(float(_told().get("advance", 0)))
    return jsonify(now=site().clock.now().isoformat())


@control.post("/keys")
def rotate_keys() -> tuple[str, int]:
    """Sign id_tokens with a new key from now on."""
    site().signer.rotate()
    return "", 204


@control.get("/visits")
def visits() -> Response:
    """Every story's visit, per personality."""
    found = {
        name: {
            key: {"patient": v.patient, "encounter": v.encounter, "user": v.user, "tags": sorted(v.tags)}
            for key, v in ehr.visits.items()
        }
        for name, ehr in site().ehrs.items()
    }
    return jsonify(found)


@control.post("/launch")
def launch() -> tuple[Response, int]:
    """A fresh launch of a story: `ehr`, `story`, and optionally `user`."""
    told = _told()
    ehr = site().ehrs.get(told.get("ehr", ""))
    visit = ehr.visits.get(told.get("story", "")) if ehr else None
    if ehr is None or visit is None:
        return jsonify(error="ehr and story must name a visit of GET /_control/visits"), 404
    link = ehr.launch(user=told.get("user", visit.user), patient=visit.patient, encounter=visit.encounter)
    return jsonify(iss=link.iss, launch=link.launch, url=link.url), 201
