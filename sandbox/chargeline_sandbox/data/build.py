"""One personality's resources out of people and stories."""

from datetime import date, timedelta
from typing import Any

from chargeline_sandbox.data import clinic, encounters
from chargeline_sandbox.data.days import working_day
from chargeline_sandbox.data.maker import Maker, concept
from chargeline_sandbox.site import Ehr

Json = dict[str, Any]
_CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"
_VERIFIED = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
_CATEGORY = "http://terminology.hl7.org/CodeSystem/condition-category"
ICD = "http://hl7.org/fhir/sid/icd-10-cm"


class Builder:
    """Builds the clinic once and every patient after it."""

    def __init__(self, ehr: Ehr, everybody: Json) -> None:
        self.ehr, self.everybody = ehr, everybody
        self.make = Maker(ehr, everybody)

    def clinic(self) -> None:
        """Clinicians, their roles, places and payers."""
        for resource in clinic.resources(self.make):
            self.ehr.store.put(resource)

    def patient(self, story: Json) -> None:
        """One patient with everything that the story tells."""
        make, key = self.make, story["key"]
        put = self.ehr.store.put
        put(self._person(story))
        for resource in [
            *self._coverages(story),
            *self._conditions(story, "problems", "problem-list-item", None),
            *self._referral(story),
            *self._plan(story),
        ]:
            put(resource)
        for number in range(1, len(story["encounters"]) + 1):
            for resource in self._conditions(story, "diagnoses", "encounter-diagnosis", f"{key}-{number}"):
                put(resource)
            encounters.add(make, story, number)

    def _person(self, story: Json) -> Json:
        told, make = story["patient"], self.make
        today = self.ehr.site.today
        month, day = map(int, told["birthday"].split("-"))
        had = (month, day) <= (today.month, today.day)
        born = date(today.year - told["age"] - (0 if had else 1), month, day)
        name = {"use": "official", "family": told["family"], "given": [told["given"]]}
        return make.resource(
            "Patient",
            story["key"],
            active=True,
            identifier=[{"type": {"text": "MRN"}, "system": make.system("mrn"), "value": make.number(story["key"])}],
            name=[name | {"text": f"{told['given']} {told['family']}"}],
            gender=told["gender"],
            birthDate=born.isoformat(),
        )

    def _coverages(self, story: Json) -> list[Json]:
        found = []
        for order, name in enumerate(story["coverage"], 1):
            payer = self.everybody["payers"][name]
            coverage = self.make.resource(
                "Coverage",
                f"{story['key']}-{order}",
                status="active",
                type=_coverage_type(payer),
                subscriberId=self.make.number(f"{story['key']}-{order}"),
                beneficiary=self.make.reference("Patient", story["key"]),
                relationship={"coding": [{"code": "self"}]},
                period={"start": (self.ehr.site.today - timedelta(days=400)).isoformat()},
                payor=[self.make.reference("Organization", name, payer["payor"])],
                order=order,
            )
            if "plan" in payer:
                plan = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/coverage-class", "code": "plan"}]}
                coverage["class"] = [{"type": plan, "value": payer["identifier"], "name": payer["plan"]}]
            found.append(coverage)
        return found

    def _conditions(self, story: Json, name: str, category: str, encounter: str | None) -> list[Json]:
        found = []
        for rank, told in enumerate(story.get(name, ()), 1):
            condition = self.make.resource(
                "Condition",
                f"{encounter or story['key']}-{category[:2]}{rank}",
                clinicalStatus=concept(_CLINICAL, "active"),
                verificationStatus=concept(_VERIFIED, "confirmed"),
                category=[concept(_CATEGORY, category)],
                code={"coding": [{"system": ICD, "code": told["code"]}], "text": told["text"]},
                subject=self.make.reference("Patient", story["key"]),
            )
            if encounter:
                condition["encounter"] = self.make.reference("Encounter", encounter)
            found.append(condition)
        return found

    def _referral(self, story: Json) -> list[Json]:
        told = story.get("referral")
        if told is None:
            return []
        day = working_day(self.ehr.site.today, told["day"])
        order = self.make.resource(
            "ServiceRequest",
            story["key"],
            status="active",
            intent="order",
            category=[concept("http://snomed.info/sct", "3457005", "Patient referral")],
            code={"text": told["text"]},
            subject=self.make.reference("Patient", story["key"]),
            authoredOn=self.make.instant(day, "10:00"),
            requester=self.make.clinician("stone"),
            reasonCode=[{"coding": [{"system": ICD, "code": d["code"]}]} for d in story["diagnoses"][:1]],
        )
        return [order]

    def _plan(self, story: Json) -> list[Json]:
        told = story.get("plan")
        if told is None:
            return []
        start = working_day(self.ehr.site.today, told["start"])
        goals = [self._goal(story, text, number, start) for number, text in enumerate(told.get("goals", ()), 1)]
        plan = self.make.resource(
            "CarePlan",
            story["key"],
            status="active",
            intent="plan",
            category=[
                concept("http://hl7.org/fhir/us/core/CodeSystem/careplan-category", "assess-plan"),
                {"text": f"{story['discipline']} plan of care"},
            ],
            title=f"{story['discipline']} plan of care",
            subject=self.make.reference("Patient", story["key"]),
            period={"start": start.isoformat(), "end": (start + timedelta(days=told["days"])).isoformat()},
            author=self.make.clinician(story["clinician"]),
            goal=[{"reference": f"Goal/{goal['id']}"} for goal in goals],
        )
        return [*goals, plan]

    def _goal(self, story: Json, text: str, number: int, start: date) -> Json:
        return self.make.resource(
            "Goal",
            f"{story['key']}-{number}",
            lifecycleStatus="active",
            description={"text": text},
            subject=self.make.reference("Patient", story["key"]),
            startDate=start.isoformat(),
        )


def _coverage_type(payer: Json) -> Json:
    if "code" not in payer:
        return {"text": payer["type"]}
    coding = {"system": "https://nahdo.org/sopt", "code": payer["code"], "display": payer["type"]}
    return {"coding": [coding], "text": payer["type"]}
