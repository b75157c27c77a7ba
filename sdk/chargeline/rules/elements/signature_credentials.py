"""Signed by whom, with which licence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from chargeline.model import Evidence, FieldValue
from chargeline.rules.elements.documented import ANY, TREATMENT_NOTE, Judged, element, evidence, mentions
from chargeline.rules.rule import Case, Rule


def find(case: Case, code: str | None) -> Iterable[Evidence]:
    """Signatures in the text, and signed notes whose author has credentials."""
    yield from evidence(mentions(case, code, "signature", but=frozenset()))
    credentials = {clinician.id: clinician.credentials for clinician in case.encounter.clinicians}
    for place, note in enumerate(case.encounter.notes):
        if note.signed and note.author and credentials.get(note.author):
            yield FieldValue(field=f"/notes/{place}/signed", value=True)


_PAGE = Rule(
    code="CL824",
    name="signature_credentials",
    what="Looks for the name or initials with the credential, or a signed note whose author has credentials.",
    why="The note must identify who treated or supervised, and their profession.",
    fix="Signature and credential: ____, ____.",
    citations=(TREATMENT_NOTE,),
)

_JUDGED = Judged(
    level="required",
    codes=ANY,
    find=find,
    present="The note is signed with a credential.",
    missing="No signature with a credential is on the note.",
)

RULE = replace(_PAGE, check=element(_PAGE, _JUDGED))
