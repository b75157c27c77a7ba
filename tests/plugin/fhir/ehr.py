"""A little EHR for tests: it holds resources, answers reads and searches through `responses`, and can misbehave."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
import responses

from chargeline_launch import ActiveLaunch, Site, Tokens
from chargeline_launch.clients import PublicClient
from chargeline_plugin.fhir import FhirClient
from chargeline_plugin.site import SiteSettings
from chargeline_plugin.visit import Choices, Reading, Visit, read_visit
from chargeline_plugin.visit.refusals import WHAT
from chargeline_plugin.visit.visit import Decision

FIXTURES = Path(__file__).parents[2] / "fixtures"
BASE = "https://ehr.example.org/r4"
NOW = datetime(2026, 3, 3, 16, 30, tzinfo=UTC)
PATIENT, ENCOUNTER, PT = "pat-1", "enc-1", "pt-1"
Json = dict[str, Any]
Answer = tuple[int, Mapping[str, str], str | bytes]


def fixture(name: str) -> Json:
    """A vendor's JSON, such as `epic/Coverage.json`."""
    found: Json = json.loads((FIXTURES / name).read_text())
    return found


def bundle(*found: Json, next_url: str | None = None) -> Json:
    """A searchset of these resources."""
    link = [{"relation": "next", "url": next_url}] if next_url else []
    return {
        "resourceType": "Bundle",
        "type": "searchset",
        "link": link,
        "entry": [{"resource": each} for each in found],
    }


def encounter(**changes: Any) -> Json:
    """An open PT visit of the day, 10:00 to 10:45 in Chicago."""
    return {
        "resourceType": "Encounter",
        "id": ENCOUNTER,
        "meta": {"versionId": "7"},
        "status": "in-progress",
        "class": {"code": "AMB"},
        "subject": {"reference": f"Patient/{PATIENT}", "display": "Example, Ann"},
        "period": {"start": "2026-03-03T10:00:00-06:00", "end": "2026-03-03T10:45:00-06:00"},
        "participant": [{"individual": {"reference": f"Practitioner/{PT}", "display": "Pat Therapist, PT"}}],
    } | changes


def note(identity: str = "d1", text: str | bytes = "PT daily note\n97110 23 min", **changes: Any) -> Json:
    """A signed PT note of the day with its text inside."""
    body = text.encode() if isinstance(text, str) else text
    made = {
        "resourceType": "DocumentReference",
        "id": identity,
        "status": "current",
        "docStatus": "final",
        "type": {"text": "PT Daily Note"},
        "subject": {"reference": f"Patient/{PATIENT}"},
        "date": "2026-03-03T16:50:00Z",
        "author": [{"reference": f"Practitioner/{PT}", "display": "Pat Therapist, PT"}],
        "content": [{"attachment": {"contentType": "text/plain", "data": base64.b64encode(body).decode()}}],
        "context": {
            "encounter": [{"reference": f"Encounter/{ENCOUNTER}"}],
            "period": {"start": "2026-03-03T16:00:00Z"},
        },
    }
    return made | changes


def of_day(day: str, identity: str, **changes: Any) -> Json:
    """A note of another day of the same encounter."""
    context = {"encounter": [{"reference": f"Encounter/{ENCOUNTER}"}], "period": {"start": f"{day}T16:00:00Z"}}
    return note(identity, date=f"{day}T16:50:00Z", context=context, **changes)


def practitioner(identity: str = PT, name: str = "Pat Therapist", *held: str, npi: str = "1999999984") -> Json:
    """A clinician with suffixes."""
    return {
        "resourceType": "Practitioner",
        "id": identity,
        "identifier": [{"system": "http://hl7.org/fhir/sid/us-npi", "value": npi}],
        "name": [{"text": name, "suffix": list(held or ("PT",))}],
    }


def patient() -> Json:
    """The patient."""
    return {
        "resourceType": "Patient",
        "id": PATIENT,
        "name": [{"use": "official", "given": ["Ann"], "family": "Example"}],
        "birthDate": "1950-04-05",
        "gender": "female",
    }


class Ehr:
    """Resources and faults behind one FHIR base. `asked` lists what was asked, `tokens` what came with it."""

    def __init__(self, mock: responses.RequestsMock, base: str = BASE, vendor: str = "generic") -> None:
        self.base, self.vendor = base, vendor
        self.held: dict[tuple[str, str], Json] = {}
        self.faults: list[tuple[re.Pattern[str], Answer | Exception]] = []
        self.asked: list[str] = []
        self.tokens: list[str | None] = []
        self.headers: list[Mapping[str, str]] = []
        pattern = re.compile(rf"^{re.escape(base)}/")
        mock.add_callback("GET", pattern, callback=self._answer)
        self.put(encounter(), patient(), practitioner())

    def put(self, *found: Json) -> Ehr:
        """Hold these resources."""
        for resource in found:
            self.held[resource["resourceType"], resource["id"]] = resource
        return self

    def drop(self, resource_type: str, identity: str) -> Ehr:
        """Hold this one no longer."""
        del self.held[resource_type, identity]
        return self

    def fails(
        self,
        path: str,
        status: int = 200,
        body: str | bytes | Json = "",
        headers: Mapping[str, str] | None = None,
        error: Exception | None = None,
    ) -> Ehr:
        """Answer paths below the base that start with `path` in this way."""
        content = json.dumps(body) if isinstance(body, dict) else body
        plain = {"Content-Type": "application/fhir+json"} if isinstance(body, dict) else {}
        self.faults.append((re.compile(path), error or (status, {**plain, **(headers or {})}, content)))
        return self

    def _answer(self, request: requests.PreparedRequest) -> Answer:
        url = urlsplit(request.url or "")
        path = (request.url or "").removeprefix(self.base + "/")
        self.asked.append(path)
        self.tokens.append(request.headers.get("Authorization"))
        self.headers.append(request.headers)
        for pattern, answer in self.faults:
            if pattern.match(path):
                if isinstance(answer, Exception):
                    raise answer
                return answer
        kind, _, identity = url.path.removeprefix(urlsplit(self.base).path + "/").partition("/")
        found: Json | None = self.held.get((kind, identity)) if identity else self._search(kind, parse_qs(url.query))
        missing = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "not-found"}]}
        return (200 if found else 404), {"Content-Type": "application/fhir+json"}, json.dumps(found or missing)

    def _search(self, kind: str, query: Mapping[str, list[str]]) -> Json:
        found = [resource for (held, _), resource in self.held.items() if held == kind]
        if "practitioner" in query:
            wanted = query["practitioner"][0].rpartition("/")[2]
            found = [it for it in found if it["practitioner"]["reference"] == f"Practitioner/{wanted}"]
        return bundle(*found)

    # --- reading through it -------------------------------------------------------------------------------

    def client(self, token: Callable[[], object] = lambda: "secret-token") -> FhirClient:
        """A client of this EHR."""
        return FhirClient(self.base, token, self.vendor)

    def launch(self, **changes: Any) -> ActiveLaunch:
        """A finished launch into the encounter."""
        values: dict[str, Any] = {
            "site": "clinic",
            "fhir_base": self.base,
            "tokens": Tokens(access_token="secret-token", expires_at=NOW),
            "scopes": "launch openid fhirUser user/*.rs",
            "patient": PATIENT,
            "encounter": ENCOUNTER,
            "user": f"Practitioner/{PT}",
        }
        return ActiveLaunch(**(values | changes))

    def site(self, time_zone: str = "America/Chicago") -> Site:
        """The site of this EHR."""
        return Site(
            id="clinic",
            name="Clinic",
            iss=self.base,
            vendor=self.vendor,
            client=PublicClient(id="c"),
            id_token_issuers=(),
            redirect_uri="http://localhost/callback",
            features=(),
            time_zone=time_zone,
        )

    def read(
        self,
        choices: Choices | None = None,
        *,
        now: datetime = NOW,
        settings: SiteSettings | None = None,
        zone: str = "America/Chicago",
        **launch: Any,
    ) -> Reading:
        """Read the visit as the page does."""
        site = self.site(zone)
        chosen, held = choices or Choices(), settings or SiteSettings()
        return read_visit(self.client(), self.launch(**launch), site, held, chosen, now)

    def visit(self, *args: Any, **kwargs: Any) -> Visit:
        """Read a visit that must come out as one."""
        found = self.read(*args, **kwargs)
        assert isinstance(found, Visit), found
        return found


def decided(visit: Visit, what: str) -> Decision:
    """The decision on one thing."""
    return next(decision for decision in visit.decisions if decision.what == what)


def codes(visit: Visit) -> dict[str, str]:
    """What could not be read, by what the page calls it."""
    return {WHAT[unread.what]: unread.code for unread in visit.unread}
