"""Search parameters, required parameters, Bundles and pages, per personality."""

from datetime import UTC, datetime
from typing import Any

import pytest

from chargeline_sandbox.fhir import dates


def ids(found: list[dict[str, Any]]) -> set[str]:
    return {resource["id"] for resource in found}


class TestParameters:
    @pytest.mark.parametrize(
        "query",
        [
            "patient={p}",
            "patient=Patient/{p}",
            "patient={p}&encounter={e}",
            "patient={p}&encounter=Encounter/{e}",
            "patient={p}&category=clinical-note",
            "patient={p}&date=ge2026-11-23&date=lt2026-11-24",
            "patient={p}&status=current",
            "patient={p}&status=superseded,current",
            "patient={p}&type=http://loinc.org|11508-9",
            "patient={p}&_lastUpdated=ge2020-01-01",
        ],
    )
    def test_todays_note_is_found(self, fhir: Any, visit: Any, query: str) -> None:
        found = fhir().found("DocumentReference?" + query.format(p=visit.patient, e=visit.encounter))
        assert visit.notes[0] in ids(found)

    @pytest.mark.parametrize(
        "query",
        [
            "patient=someone-else",
            "patient={p}&encounter=another",
            "patient={p}&category=http://other.example.org|clinical-note",
            "patient={p}&date=lt2026-11-23",
            "patient={p}&date=ge2026-11-24",
            "patient={p}&status=superseded",
            "patient={p}&type=11507-1",
        ],
    )
    def test_todays_note_is_not_found(self, fhir: Any, visit: Any, query: str) -> None:
        found = fhir().found("DocumentReference?" + query.format(p=visit.patient, e=visit.encounter))
        assert visit.notes[0] not in ids(found)

    def test_an_identifier_finds_its_patient(self, fhir: Any, visit: Any) -> None:
        calls = fhir()
        identifier = calls.get(f"Patient/{visit.patient}").json()["identifier"][0]
        found = calls.found(f"Patient?identifier={identifier['system']}|{identifier['value']}")
        assert ids(found) == {visit.patient}

    def test_charges_are_found_by_context(self, fhir: Any, sandbox: Any) -> None:
        before = sandbox.visit("generic", "knee-replacement-1")
        assert len(fhir().found(f"ChargeItem?context=Encounter/{before.encounter}")) == 2

    def test_sorting_by_date(self, fhir: Any, visit: Any) -> None:
        starts = [e["period"]["start"] for e in fhir().found(f"Encounter?patient={visit.patient}&_sort=-date")]
        assert starts == sorted(starts, reverse=True)
        assert len(starts) == 2

    def test_post_search_is_the_same(self, fhir: Any, visit: Any) -> None:
        calls = fhir()
        import requests

        answer = requests.post(
            f"{calls.base}/Encounter/_search",
            data={"patient": visit.patient},
            headers={"Authorization": f"Bearer {calls.token}"},
            timeout=5,
        )
        assert answer.json()["total"] == 2


UTC_DAY = (datetime(2026, 11, 24, 0, 30, tzinfo=UTC), datetime(2026, 11, 24, 0, 31, tzinfo=UTC))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-11-24", True),
        ("2026-11-23", False),
        ("ge2026-11-24", True),
        ("lt2026-11-24", False),
        ("2026-11", True),
        ("gt2026-11-23", True),
        ("ne2026-11-24", False),
        ("eq2026-11-24T00:30Z", True),
        ("ge2026-11-23T18:30:00-06:00", True),
        ("gt2026-11-23T18:31:00-06:00", False),
    ],
)
def test_a_date_prefix_compares_intervals(value: str, expected: bool) -> None:
    assert dates.matches(UTC_DAY, value, UTC) is expected


ORACLE_REFUSES = [
    ("oracle", "ChargeItem?context=1", 400, "context and -status are required"),
    ("oracle", "ChargeItem?context=1&-status=planned", 400, "-status must be billable"),
    ("oracle", "Encounter?status=finished", 400, "patient"),
    ("oracle", "Encounter?patient=1&date=2026-11-23", 400, "prefix"),
    ("oracle", "DocumentReference?patient=1&date=ge2026-01-01&period=ge2026-01-01", 400, "only one"),
    ("oracle", "CarePlan?patient=1", 400, "category"),
    ("oracle", "Condition?patient=1&colour=red", 400, "unknown"),
]


class TestRequired:
    """Each row is a search that this EHR refuses, and how."""

    @pytest.mark.parametrize(("ehr", "path", "status", "text"), ORACLE_REFUSES)
    def test_oracle_says_so_in_plain_text(self, fhir: Any, ehr: str, path: str, status: int, text: str) -> None:
        answer = fhir(ehr).get(path)
        assert answer.status_code == status
        assert answer.headers["Content-Type"].startswith("text/plain")
        assert text in answer.text

    @pytest.mark.parametrize("path", ["Observation?patient=1", "Observation?category=exam", "Encounter?date=2026"])
    def test_epic_says_4111(self, fhir: Any, path: str) -> None:
        answer = fhir("epic").get(path)
        assert answer.status_code == 400
        coding = answer.json()["issue"][0]["details"]["coding"][0]
        assert coding["code"] == "4111"
        assert coding["system"].endswith(".7.2.657369")

    @pytest.mark.parametrize("ehr", ["generic", "oracle", "epic"])
    def test_a_malformed_date_or_count_is_refused(self, fhir: Any, sandbox: Any, ehr: str) -> None:
        patient = sandbox.visit(ehr, "knee-replacement").patient
        assert fhir(ehr).get(f"DocumentReference?patient={patient}&date=geyesterday").status_code == 400
        assert fhir(ehr).get(f"DocumentReference?patient={patient}&_count=many").status_code == 400


class TestEpicOutcomes:
    def outcomes(self, bundle: dict[str, Any]) -> set[str]:
        found = [e["resource"] for e in bundle["entry"] if e["search"]["mode"] == "outcome"]
        return {i["details"]["coding"][0]["code"] for o in found for i in o["issue"]}

    def test_an_empty_bundle_carries_4101(self, fhir: Any, sandbox: Any) -> None:
        patient = sandbox.visit("epic", "knee-replacement").patient
        bundle = fhir("epic").get(f"Goal?patient={patient}&lifecycle-status=cancelled").json()
        assert bundle["total"] == 0
        assert self.outcomes(bundle) == {"4101"}

    def test_an_unknown_parameter_is_a_warning(self, fhir: Any, sandbox: Any) -> None:
        patient = sandbox.visit("epic", "knee-replacement").patient
        bundle = fhir("epic").get(f"Coverage?patient={patient}&colour=red").json()
        assert bundle["total"] == 1
        assert self.outcomes(bundle) == {"4122"}

    def test_a_modifier_that_is_not_known_is_fatal(self, fhir: Any) -> None:
        assert fhir("epic").get("Coverage?patient:missing=true&patient=1").status_code == 400

    def test_notes_come_with_a_suppressed_sub_type(self, fhir: Any, sandbox: Any) -> None:
        visit = sandbox.visit("epic", "knee-replacement")
        bundle = fhir("epic").get(f"DocumentReference?patient={visit.patient}&category=clinical-note").json()
        assert bundle["total"] == 2
        assert self.outcomes(bundle) == {"59204"}


class TestPages:
    def pages(self, calls: Any, path: str) -> list[list[str]]:
        found, url = [], f"{calls.base}/{path}"
        while url:
            bundle = calls.get(url.removeprefix(calls.base + "/")).json()
            found.append([e["resource"]["id"] for e in bundle["entry"] if e["search"]["mode"] == "match"])
            url = next((link["url"] for link in bundle["link"] if link["relation"] == "next"), "")
        return found

    def query(self, sandbox: Any, ehr: str, story: str = "balance-tie") -> str:
        return f"DocumentReference?patient={sandbox.visit(ehr, story).patient}&_count=1"

    def test_generic_and_epic_show_each_once(self, fhir: Any, sandbox: Any) -> None:
        for ehr in ("generic", "epic"):
            first, second = self.pages(fhir(ehr), self.query(sandbox, ehr))
            assert len(first) == len(second) == 1
            assert first != second

    def test_oracle_repeats_on_the_next_page(self, fhir: Any, sandbox: Any) -> None:
        pages = self.pages(fhir("oracle"), self.query(sandbox, "oracle", "recurring-low-back"))
        assert len(pages) == 5
        assert all(pages[n][0] == pages[n - 1][-1] for n in range(1, 5))
        assert len({id for page in pages for id in page}) == 5

    def test_a_page_expires(self, fhir: Any, sandbox: Any) -> None:
        calls = fhir("epic")
        bundle = calls.get(self.query(sandbox, "epic")).json()
        following = next(link["url"] for link in bundle["link"] if link["relation"] == "next")
        sandbox.clock.advance(61)
        answer = calls.get(following.removeprefix(calls.base + "/"))
        assert answer.status_code == 400
        assert answer.json()["issue"][0]["details"]["coding"][0]["code"] == "4113"

    def test_a_page_belongs_to_the_launch_that_searched(self, fhir: Any, sandbox: Any) -> None:
        calls, other = fhir(), fhir(story="evening-neck")
        bundle = calls.get(self.query(sandbox, "generic")).json()
        following = next(link["url"] for link in bundle["link"] if link["relation"] == "next")
        assert other.get(following.removeprefix(calls.base + "/")).status_code == 410


def test_oracle_returns_the_problem_list_with_an_encounters_conditions(fhir: Any, sandbox: Any) -> None:
    visit = sandbox.visit("oracle", "recurring-low-back")
    found = fhir("oracle").found(f"Condition?patient={visit.patient}&encounter={visit.encounter}")
    categories = [c["category"][0]["coding"][0]["code"] for c in found]
    assert sorted(set(categories)) == ["encounter-diagnosis", "problem-list-item"]
    generic = sandbox.visit("generic", "knee-replacement")
    found = fhir().found(f"Condition?patient={generic.patient}&encounter={generic.encounter}")
    assert {c["category"][0]["coding"][0]["code"] for c in found} == {"encounter-diagnosis"}
