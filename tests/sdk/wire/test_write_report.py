"""Writing a report: the contract's keys in the contract's order, checked against the schema that ships."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from chargeline import model as m
from chargeline.wire import encounter_to_json, read_encounter, report_to_json
from chargeline.wire.schema import encounter_schema, report_schema, texts

SCHEMAS = Path(m.__file__).parent / "data" / "schema"
CITE = m.Citation(source="CMS 100-04 ch. 5 s20.2", dated="2024-07-01", verified=True)
EVIDENCE: tuple[m.Evidence, ...] = (
    m.NoteSpan(note="n1", start=102, end=121, text="38 min timed today."),
    m.ServiceSpan(service="s1", start=0, end=5, text="TherE"),
    m.FieldValue(field="/services/0/minutes", value=23),
    m.AnswerGiven(answer="separate_time:97110:97150"),
)
WHY = (m.Because(rule="r", message="m", citation=CITE, evidence=EVIDENCE),)
REPORT = m.Report(
    contract=1,
    encounter="e1",
    policy=None,
    rules=m.RulesUsed(
        version="1", digest="sha256:0", tables=(m.TableUsed(name="ncci-ptp", dated="2024-07-01", stale=True),)
    ),
    services=(m.ServiceRead(id="s1", origin="input", code="97110", minutes=23, evidence=EVIDENCE),),
    allocations=(
        m.Allocation(
            method="cms-8-minute",
            policy=None,
            role="primary",
            discipline="PT",
            minutes=40,
            units=3,
            fixed={"97112": 1, "97110": 1},
            choose=m.Choice(units=1, from_=("97112", "97110")),
            options=({"97112": 2, "97110": 1},),
            options_total=2,
            chosen=0,
            because=WHY,
        ),
    ),
    charge_lines=(
        m.ChargeLine(
            id="2026-11-23:PT:97110:plain:1",
            code="97110",
            code_origin="entered",
            units=2,
            modifiers=("GP",),
            minutes=23,
            diagnoses=("M25.561",),
            services=("s1",),
            rendered_by=None,
            because=WHY,
        ),
    ),
    unbilled=(m.Unbilled(service="s2", code=None, minutes=None, because=()),),
    elements=(
        m.Element(
            element="deficit_named",
            code=None,
            status="cannot_tell",
            level="expected",
            message="m",
            fix=None,
            citation=None,
            reason="forbidden",
        ),
    ),
    alerts=(m.Alert(rule="r", severity="warn", codes=(), message="m", fix="f", citation=CITE),),
    questions=(
        m.Question(id="q", rule="r", kind="choice", ask="a", why="w", options=(m.Option(value="y", label="Yes"),)),
    ),
)


def test_a_report_has_the_contracts_keys_in_the_contracts_order() -> None:
    """Top level first; the golden keys below are the contract's."""
    written = report_to_json(REPORT)
    assert list(written) == [
        "contract", "encounter", "policy", "rules", "services", "allocations", "charge_lines", "unbilled", "elements",
        "alerts", "questions",
    ]  # fmt: skip
    assert list(written["allocations"][0]) == [
        "method", "policy", "role", "discipline", "minutes", "units", "fixed", "choose", "options", "options_total",
        "chosen", "because",
    ]  # fmt: skip
    assert written["allocations"][0]["choose"] == {"units": 1, "from": ["97112", "97110"]}
    assert written["charge_lines"][0]["because"][0]["evidence"] == [
        {"note": "n1", "start": 102, "end": 121, "text": "38 min timed today."},
        {"service": "s1", "start": 0, "end": 5, "text": "TherE"},
        {"field": "/services/0/minutes", "value": 23},
        {"answer": "separate_time:97110:97150"},
    ]
    assert written["rules"]["tables"] == [{"name": "ncci-ptp", "dated": "2024-07-01", "stale": True}]
    assert written["elements"] == [
        {
            "element": "deficit_named",
            "code": None,
            "status": "cannot_tell",
            "reason": "forbidden",
            "level": "expected",
            "evidence": [],
            "message": "m",
            "fix": None,
            "citation": None,
        }
    ]
    assert REPORT.to_json() == written
    assert json.loads(json.dumps(written)) == written


def against(schema: Mapping[str, Any], value: Any, root: Mapping[str, Any], at: str = "") -> Iterator[str]:
    """Where `value` departs from `schema`: the few words of JSON Schema that the files use."""
    if "$ref" in schema:
        yield from against(root["$defs"][schema["$ref"].rsplit("/", 1)[1]], value, root, at)
        return
    ways = schema.get("anyOf", ())
    if ways and all([*against(way, value, root, at)] for way in ways):
        yield f"{at} fits none"
    if "enum" in schema and value not in schema["enum"]:
        yield f"{at} is not in the list"
    if "type" in schema and not of_type(schema["type"], value):
        yield f"{at} is not {schema['type']}"
    elif isinstance(value, dict):
        yield from against_object(schema, value, root, at)
    elif isinstance(value, list) and "items" in schema:
        for n, item in enumerate(value):
            yield from against(schema["items"], item, root, f"{at}/{n}")


def against_object(schema: Mapping[str, Any], value: dict[str, Any], root: Mapping[str, Any], at: str) -> Iterator[str]:
    properties, rest = schema.get("properties", {}), schema.get("additionalProperties", True)
    yield from (f"{at}/{key} is missing" for key in schema.get("required", ()) if key not in value)
    for key, one in value.items():
        if key in properties:
            yield from against(properties[key], one, root, f"{at}/{key}")
        elif rest is False:
            yield f"{at}/{key} is not known"
        elif isinstance(rest, Mapping):
            yield from against(rest, one, root, f"{at}/{key}")


def of_type(named: str | list[str], value: Any) -> bool:
    types: dict[str, Any] = {
        "object": dict, "array": list, "string": str, "integer": int, "boolean": bool, "null": type(None),
        "number": (int, float),
    }  # fmt: skip
    return any(
        isinstance(value, types[one]) and (one == "boolean" or not isinstance(value, bool))
        for one in ([named] if isinstance(named, str) else named)
    )


def test_a_written_report_fits_its_schema() -> None:
    """And a report with a key too many or too few does not."""
    schema, written = report_schema(), report_to_json(REPORT)
    assert list(against(schema, written, schema)) == []
    del written["rules"]["digest"]
    written["questions"][0]["kind"] = "guess"
    assert sorted(against(schema, written, schema)) == [
        "/questions/0/kind is not in the list",
        "/rules/digest is missing",
    ]


def test_a_written_encounter_fits_its_schema() -> None:
    """What `encounter_to_json` writes is what the schema describes."""
    schema = encounter_schema()
    given = {"id": "e", "date_of_service": "2026-11-23", "discipline": "OT", "notes": [{"id": "n", "text": "x"}]}
    assert list(against(schema, encounter_to_json(read_encounter(given)), schema)) == []
    assert list(against(schema, given | {"notess": []}, schema)) == ["/notess is not known"]


@pytest.mark.parametrize("name", ["encounter.schema.json", "report.schema.json"])
def test_the_committed_schema_is_the_one_that_the_types_make(name: str) -> None:
    """Stale? Run `python -m chargeline.wire.schema sdk/chargeline/data/schema`."""
    assert (SCHEMAS / name).read_text("utf-8") == texts()[name]


def test_the_encounters_keys_are_its_types_fields() -> None:
    """A field that is added to the model is added to the wire, or this fails."""
    from dataclasses import fields

    from chargeline.wire.shapes import SHAPES

    for shape in SHAPES:
        assert set(shape.keys) - {"contract"} == {f.name for f in fields(shape.makes)}
