"""One write, sent once: what each way of failing proves."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest
import requests
import responses
from urllib3.exceptions import ProtocolError, ReadTimeoutError

from chargeline_plugin.fhir.write import Answered, Lost, NotSent, Writer

BASE = "https://fhir.generic.example.org/r4"
EXCHANGE = json.loads(
    (Path(__file__).parents[2] / "fixtures/generic/exchange.ChargeItem.conditional-create.201.json").read_text()
)


@pytest.fixture
def writer():
    with requests.Session() as session:
        yield Writer(BASE, lambda: "FAKE", session=session)


def post(writer, body=None, headers=None):
    return writer.send("POST", "ChargeItem", body or {"resourceType": "ChargeItem"}, headers)


@responses.activate
def test_a_create_goes_out_as_the_gathered_exchange_shows(writer):
    theirs, answer = EXCHANGE["request"], EXCHANGE["response"]
    responses.post(f"{BASE}/ChargeItem", status=answer["status"], json=answer["body"], headers=answer["headers"])
    sent = post(writer, theirs["body"], {"If-None-Exist": theirs["headers"]["If-None-Exist"]})
    assert (sent.status, sent.body) == (answer["status"], answer["body"])
    request = responses.calls[0].request
    assert {name: request.headers[name] for name in theirs["headers"]} == theirs["headers"]
    assert json.loads(request.body) == theirs["body"]


@responses.activate
def test_a_redirect_is_an_answer_and_is_not_followed(writer):
    responses.post(f"{BASE}/ChargeItem", status=307, headers={"Location": "https://elsewhere.example.net/"})
    assert post(writer).status == 307
    assert len(responses.calls) == 1


FAILURES = {
    "no answer in time": (requests.ReadTimeout(), Lost(why="timeout")),
    "a reset": (requests.ConnectionError(ProtocolError("reset")), Lost(why="connection")),
    "a timeout inside a connection error": (
        requests.ConnectionError(ReadTimeoutError(None, "/", "late")),  # type: ignore[arg-type]
        Lost(why="connection"),
    ),
    "a connection that took too long": (requests.ConnectTimeout(), NotSent(why="connection")),
    "an address that is none": (requests.exceptions.InvalidURL(), NotSent(why="address")),
    "TLS that broke in the middle": (requests.exceptions.SSLError(), Lost(why="connection")),
}


@pytest.mark.parametrize(("failure", "proves"), FAILURES.values(), ids=FAILURES.keys())
@responses.activate
def test_what_a_failure_proves(writer, failure, proves):
    responses.post(f"{BASE}/ChargeItem", body=failure)
    assert post(writer) == proves
    assert len(responses.calls) == 1


def test_a_refused_connection_was_certainly_not_sent():
    with socket.socket() as taken, requests.Session() as session:
        taken.bind(("127.0.0.1", 0))
        writer = Writer(f"http://127.0.0.1:{taken.getsockname()[1]}", lambda: "t", session=session)
        assert post(writer) == NotSent(why="connection")


def test_a_host_without_address_was_certainly_not_sent():
    with requests.Session() as session:
        assert post(Writer("http://nowhere.invalid", lambda: "t", session=session)) == NotSent(why="connection")


def test_without_a_token_nothing_is_sent():
    with requests.Session() as session:
        assert post(Writer(BASE, lambda: None, session=session)) == NotSent(why="no-token")


def test_a_path_that_leaves_the_server_is_not_sent(writer):
    assert writer.send("POST", "https://elsewhere.example.net/ChargeItem", {}) == NotSent(why="address")


def test_a_header_that_cannot_be_sent_is_not_called_lost(writer):
    assert writer.send("PUT", "ChargeItem/c", {}, {"If-Match": "a\r\nb"}) == NotSent(why="address")


@pytest.mark.parametrize(
    ("body", "content", "empty"),
    [(b"", None, True), (b"<html>", None, False), (b"[1]", None, False), (b'{"a": 1}', {"a": 1}, False)],
)
@responses.activate
def test_a_body_is_a_json_object_or_none(writer, body, content, empty):
    responses.post(f"{BASE}/ChargeItem", status=201, body=body)
    sent = post(writer)
    assert (sent.body, sent.empty) == (content, empty)


@pytest.mark.parametrize(("said", "seconds"), [("3", 3.0), ("soon", None), ("", None), ("²", None)])
def test_retry_after_is_taken_in_seconds_only(said, seconds):
    assert Answered(status=429, headers={"Retry-After": said}).retry_after == seconds


@responses.activate
def test_no_body_or_token_reaches_the_log(writer, caplog):
    caplog.set_level("DEBUG")
    responses.post(f"{BASE}/ChargeItem", status=201, json={"id": "CANARY"}, headers={"X-Request-Id": "abc-1"})
    post(writer, {"resourceType": "ChargeItem", "subject": {"reference": "Patient/CANARY"}})
    assert "request-id=abc-1" in caplog.text
    assert "CANARY" not in caplog.text
    assert "FAKE" not in caplog.text
