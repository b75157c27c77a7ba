"""What each vendor's EHR does with writes: facts with their source, so that no code asks which vendor it is.

interop facts of 2026: Epic CapabilityStatement (May 2026), Oracle Health Millennium R4 "ChargeItem" and
"DocumentReference", HL7 FHIR R4 "RESTful API" and "ChargeItem".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteFacts:
    """One EHR's facts about writing.

    `notes`: whether a note may be a draft, or is signed as soon as it is written.
    `absence_provable`: whether a search by our key that finds nothing proves that nothing is there.
    `settled_after`: seconds after which a request that got no answer is held to be taken in no more. No vendor says how
    long that is: it is our own assumption (`settled_verified`). So nothing is sent again on its strength alone.
    `note_type`: LOINC code of the note that carries a charge worksheet.
    `look`, `look_for_note`: where a person finds the day's charges, or the note with the worksheet, in that EHR.
    """

    notes: Literal["draft", "final"]
    absence_provable: bool
    look: str
    look_for_note: str
    source: str
    note_type: str = "11506-3"
    verified: bool = True
    settled_after: int = 60
    settled_verified: bool = False


FACTS: Final[Mapping[str, WriteFacts]] = MappingProxyType(
    {
        "generic": WriteFacts(
            notes="draft",
            absence_provable=True,
            look="the charges of this encounter, by the reference shown here",
            look_for_note="the notes of this encounter, by the reference in the note's last line",
            source="HL7 FHIR R4, ChargeItem, search by identifier",
        ),
        "oracle": WriteFacts(
            notes="final",
            absence_provable=False,
            look="the charge viewer of this encounter, held and not yet billable charges too",
            look_for_note="the documents of this encounter, by the reference in the document's last line",
            source="Oracle Health Millennium R4, ChargeItem, Create operation",
        ),
        "epic": WriteFacts(
            notes="draft",
            absence_provable=False,
            look="the charges of this visit in charge capture",
            look_for_note="the notes of this visit, drafts too, by the reference in the note's last line",
            source="Epic on FHIR, DocumentReference.Create (Clinical Notes)",
        ),
    }
)


def facts_of(vendor: str) -> WriteFacts:
    """The facts of a vendor; what is not listed is a plain FHIR server."""
    return FACTS.get(vendor, FACTS["generic"])
