"""Small makers shared by the builders: ids, references, instants, systems, concepts."""

import hashlib
from datetime import date, timedelta
from typing import Any

from chargeline_sandbox.data import days
from chargeline_sandbox.fhir.store import make_id
from chargeline_sandbox.site import Ehr

Json = dict[str, Any]
_EPIC = "urn:oid:1.2.840.114350.1.13.0.1.7."
_SYSTEMS = {
    "generic": {"mrn": "https://lakeview.example.org/mrn", "visit": "https://lakeview.example.org/visit"},
    "oracle": {"mrn": "urn:oid:2.16.840.1.113883.3.13.5", "visit": "urn:oid:2.16.840.1.113883.3.13.6"},
    "epic": {"mrn": _EPIC + "5.737384.14", "visit": _EPIC + "3.698084.8"},
}


def concept(system: str, code: str, text: str | None = None) -> Json:
    """A CodeableConcept of one coding."""
    coding = {"system": system, "code": code}
    return {"coding": [coding | {"display": text}], "text": text} if text else {"coding": [coding]}


class Maker:
    """Makes resources and references in one personality's style."""

    def __init__(self, ehr: Ehr, everybody: Json) -> None:
        self.ehr, self.everybody = ehr, everybody
        self.today, self.zone = ehr.site.today, ehr.site.zone

    def id(self, kind: str, key: str) -> str:
        """The stable id of a thing."""
        return make_id(self.ehr.facts.id_style, kind, key)

    def number(self, key: str) -> str:
        """A stable number in six digits, for record and member numbers."""
        return str(100_000 + int(hashlib.sha256(f"{self.ehr.name}/{key}".encode()).hexdigest()[:6], 16) % 900_000)

    def resource(self, kind: str, key: str, **elements: Any) -> Json:
        """A resource with its id."""
        return {"resourceType": kind, "id": self.id(kind, key)} | elements

    def reference(self, kind: str, key: str, display: str | None = None) -> Json:
        """A relative reference."""
        found = {"reference": f"{kind}/{self.id(kind, key)}"}
        return found | {"display": display} if display else found

    def clinician(self, key: str) -> Json:
        """A reference to a clinician, with the name and credentials as this EHR shows them."""
        return self.reference("Practitioner", key, self.signature(key))

    def signature(self, key: str) -> str:
        """Name and credentials."""
        told = self.everybody["clinicians"][key]
        name = f"{told['given']} {told['family']}"
        if self.ehr.name == "oracle":
            return ", ".join([f"{told['family']} {' '.join(told['suffix'])}".strip(), told["given"]])
        return ", ".join([name, *told["suffix"]])

    def instant(self, day: date, clock: str, minutes: int = 0) -> str:
        """A local time on a day, plus minutes, as this EHR writes instants."""
        moment = days.instant(day, clock, self.zone)
        return days.written(moment + timedelta(minutes=minutes), self.ehr.facts.instants)

    def period(self, day: date, clock: str, minutes: int) -> Json:
        """A Period of so many minutes."""
        return {"start": self.instant(day, clock), "end": self.instant(day, clock, minutes)}

    def system(self, name: str) -> str:
        """An identifier system of this organization."""
        return _SYSTEMS[self.ehr.name][name]
