"""Signing and amending a note in the chart, as new versions of its DocumentReference and Binaries."""

import base64

from chargeline_sandbox.data.days import written
from chargeline_sandbox.data.render import rendered
from chargeline_sandbox.fhir.outcomes import Json
from chargeline_sandbox.fhir.store import make_id
from chargeline_sandbox.site import ChartNote, Ehr


def sign(ehr: Ehr, note: str, user: str) -> None:
    """Make a draft final, signed by the user."""
    found = ehr.store.read("DocumentReference", note)
    ehr.store.put(found | {"docStatus": "final", "authenticator": _by(user), "date": _now(ehr)})


def correct(ehr: Ehr, note: str, text: str) -> None:
    """Replace the text. A signed note becomes `amended`; a draft stays a draft."""
    found = ehr.store.read("DocumentReference", note)
    status = "preliminary" if found.get("docStatus") == "preliminary" else "amended"
    version = str(int(found["meta"]["versionId"]) + 1)
    content = [_attached(ehr, f"{note}-v{version}-{n}", c, text) for n, c in enumerate(found["content"])]
    ehr.store.put(found | {"docStatus": status, "content": content, "date": _now(ehr)})
    ehr.notes[note] = ChartNote(text=text, format=_format(found))


def addend(ehr: Ehr, note: str, text: str, user: str, name: str) -> str:
    """Write a signed addendum that `appends` to the note; returns its id."""
    found = ehr.store.read("DocumentReference", note)
    text = f"Addendum: {text.strip()}\n{name}\n"
    key = f"{note}-a{sum(1 for _ in ehr.store.all('DocumentReference'))}"
    new = {name: value for name, value in found.items() if name not in ("id", "meta")} | {
        "docStatus": "final",
        "authenticator": _by(user),
        "author": [_by(user) | {"display": name}],
        "date": _now(ehr),
        "content": [_attached(ehr, f"{key}-{n}", c, text) for n, c in enumerate(found["content"])],
        "relatesTo": [{"code": "appends", "target": {"reference": f"DocumentReference/{note}"}}],
    }
    kept = ehr.store.put(new, new_id=make_id(ehr.facts.id_style, "DocumentReference", key))
    ehr.notes[kept["id"]] = ChartNote(text=text, format=_format(found))
    return str(kept["id"])


def _attached(ehr: Ehr, key: str, content: Json, text: str) -> Json:
    form = content["attachment"]["contentType"]
    data = base64.b64encode(rendered(text, form)).decode()
    binary = {"resourceType": "Binary", "contentType": form, "data": data}
    kept = ehr.store.put(binary, new_id=make_id(ehr.facts.id_style, "Binary", key))
    return content | {"attachment": {"contentType": form, "url": f"Binary/{kept['id']}"}}


def _format(document: Json) -> str:
    return str(document["content"][0]["attachment"]["contentType"])


def _by(user: str) -> Json:
    return {"reference": f"Practitioner/{user}"}


def _now(ehr: Ehr) -> str:
    return written(ehr.site.clock.now().astimezone(ehr.site.zone), ehr.facts.instants)
