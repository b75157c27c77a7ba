"""Names for the chart: patients, clinicians, ages."""

from dataclasses import dataclass
from datetime import date

from chargeline_sandbox.fhir.outcomes import Json
from chargeline_sandbox.site import Ehr


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A patient as the chart's lists show one."""

    id: str
    name: str
    born: date
    age: int
    gender: str
    record_number: str
    payers: tuple[str, ...]
    encounters: tuple[tuple[str, str], ...]


def clinicians(ehr: Ehr) -> list[tuple[str, str]]:
    """Ids and names with credentials of everybody who can log in."""
    return [(found["id"], shown(found)) for found in ehr.store.all("Practitioner")]


def shown(practitioner: Json) -> str:
    """Name and credentials as a chart shows them."""
    name = practitioner["name"][0]
    return ", ".join([f"{name['given'][0]} {name['family']}", *name.get("suffix", [])])


def patients(ehr: Ehr) -> list[Person]:
    """Everybody with a chart here."""
    return [person(ehr, found) for found in ehr.store.all("Patient")]


def person(ehr: Ehr, patient: Json) -> Person:
    """One patient."""
    born = date.fromisoformat(patient["birthDate"])
    today = ehr.site.today
    mine = f"Patient/{patient['id']}"
    return Person(
        id=patient["id"],
        name=patient["name"][0]["text"],
        born=born,
        age=today.year - born.year - ((today.month, today.day) < (born.month, born.day)),
        gender=patient["gender"],
        record_number=patient["identifier"][0]["value"],
        payers=tuple(
            c["payor"][0]["display"] for c in ehr.store.all("Coverage") if c["beneficiary"]["reference"] == mine
        ),
        encounters=tuple(
            (e["id"], f"{e['serviceType']['text']}, {e['period']['start'][:10]}")
            for e in ehr.store.all("Encounter")
            if e["subject"]["reference"] == mine
        ),
    )
