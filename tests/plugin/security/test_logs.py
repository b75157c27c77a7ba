"""What must never reach a log does not, whoever logs it."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest

from chargeline_plugin.security import logs

CANARY = "c4n4ry-Zx9-Zx9-Zx9"
LEAKS = [
    "GET /callback?code={}&state=x HTTP/1.1",
    "GET /launch?iss=https://ehr.example/fhir&launch={}",
    'http://ehr.example:80 "GET /fhir/Patient/{} HTTP/1.1" 200',
    "GET https://ehr.example/fhir/Condition?patient={}&encounter=1",
    "Authorization: Bearer {}",
    "{{'access_token': '{}', 'expires_in': 300}}",
    '{{"patient": "{}", "encounter": "x"}}',
    "303 to /s/{}/preview",
    "303 to /launch/{}/go",
    "GET /launch/window/{} HTTP/1.1",
    "Cookie: __Host-browser={}",
    "grant_type=refresh_token&refresh_token={}",
    "Encounter/{} was not found",
    "code={}",
    "state: '{}'",
]


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """What a handler of the root logger writes, with the redaction installed and taken off again."""
    made = logging.getLogRecordFactory()
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    root = logging.getLogger()
    level = root.level
    logs.install()
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield written
    root.removeHandler(handler)
    root.setLevel(level)
    logging.setLogRecordFactory(made)


@pytest.mark.parametrize("line", LEAKS)
def test_a_secret_or_an_id_is_removed_wherever_it_stands(line: str, stream: io.StringIO) -> None:
    logging.getLogger("another.package").debug(line.format(CANARY))
    logging.getLogger("anyone").warning("it said: %s", line.format(CANARY))
    assert stream.getvalue().count("\n") == 2
    assert CANARY not in stream.getvalue()


def test_a_signed_token_is_removed_by_its_shape(stream: io.StringIO) -> None:
    logging.getLogger("anyone").info("got eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln")
    assert "eyJ" not in stream.getvalue()


def test_an_exception_says_where_it_happened_and_not_what_it_quotes(stream: io.StringIO) -> None:
    try:
        raise ValueError(f"cannot read {CANARY}")
    except ValueError:
        logging.getLogger("anyone").exception("failed")
    assert CANARY not in stream.getvalue()
    assert "ValueError" in stream.getvalue()
    assert "test_logs.py" in stream.getvalue()


def test_what_a_person_needs_stays(stream: io.StringIO) -> None:
    logging.getLogger("chargeline.access").info("%s %s %s %.0f ms", "GET", "/s/<session>/", 200, 12.3)
    logging.getLogger("chargeline.web").warning("failure code=%s site=%s", "state_used", "demo")
    logging.getLogger("chargeline.launch").info("active patient=%s encounter=%s", True, False)
    assert "GET /s/<session>/ 200 12 ms" in stream.getvalue()
    assert "code=state_used site=demo" in stream.getvalue()
    assert "patient=True encounter=False" in stream.getvalue()


def test_installing_twice_changes_nothing(stream: io.StringIO) -> None:
    once = logging.getLogRecordFactory()
    logs.install()
    assert logging.getLogRecordFactory() is once
