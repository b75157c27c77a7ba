"""The names that Chargeline's own data go by in FHIR. They are names, not addresses: nothing is fetched from them."""

from __future__ import annotations

from typing import Final

CHARGE_KEY: Final = "https://chargeline.example/fhir/charge-key"
"""Identifier system of a charge line's key."""

CHARGE_MODIFIER: Final = "https://chargeline.example/fhir/StructureDefinition/charge-modifier"
"""R4 ChargeItem has no modifier: one extension a modifier, in order, each a CodeableConcept."""

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
