"""The names that Chargeline's own data go by in FHIR. They are names, not addresses: nothing is fetched from them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

KEY_ENDING: Final = "/charge-key"
MODIFIER_ENDING: Final = "/StructureDefinition/charge-modifier"


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """An installation's own names, under a base that it owns (`identifier_base` of the site file).

    What we write goes by these names. What we read is known as Chargeline's by their endings, so that a charge stays
    known when the base had to change; whether it is ours, our own record says.
    """

    base: str

    @property
    def charge_key(self) -> str:
        """Identifier system of a charge line's key."""
        return self.base + KEY_ENDING

    @property
    def charge_modifier(self) -> str:
        """R4 ChargeItem has no modifier: one extension a modifier, in order, each a CodeableConcept."""
        return self.base + MODIFIER_ENDING


EXAMPLE: Final = Names(base="https://chargeline.example/fhir")
"""Nobody's (RFC 2606): for the demo, development and tests. Production does not start with it."""

WORKSHEET: Final = "CHARGE WORKSHEET. Not a clinical note, not a bill."
"""First line of the worksheet that is filed as a note where an EHR takes no charges: reading never takes it for one."""

CPT: Final = "http://www.ama-assn.org/go/cpt"
HCPCS: Final = "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets"
ICD_10_CM: Final = "http://hl7.org/fhir/sid/icd-10-cm"
LOINC: Final = "http://loinc.org"
NOTE_CATEGORY: Final = "http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category"
PARTICIPATION: Final = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType"
CERNER: Final = "https://fhir-ehr.cerner.com/r4/StructureDefinition/"
"""Base of Oracle Health's extensions (Millennium R4, ChargeItem)."""
