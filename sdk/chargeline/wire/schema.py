"""JSON Schema (2020-12) of contract 1, made from the types: `python -m chargeline.wire.schema DIR`. Stale ones fail."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from chargeline import model
from chargeline.wire.shapes import CONTRACT, SHAPES, Shape

DIALECT = "https://json-schema.org/draft/2020-12/schema"
PLAIN: Mapping[Any, str] = {str: "string", int: "integer", bool: "boolean", NoneType: "null"}

Schema = dict[str, Any]


def encounter_schema() -> Schema:
    """What `read_encounter` accepts, apart from what holds between values (dates that exist, ids that differ)."""
    defs = {shape.makes.__name__: _shape(shape) for shape in SHAPES}
    top = defs.pop("Encounter")
    top["properties"] = {"contract": CONTRACT.schema, **top["properties"]}
    top["anyOf"] = [{"required": ["services"]}, {"required": ["notes"]}]
    return {"$schema": DIALECT, "title": "Encounter, contract 1", **top, "$defs": defs}


def _shape(shape: Shape) -> Schema:
    properties = {key: _optional(kind.schema, key in shape.required) for key, kind in shape.keys.items()}
    return {
        "type": "object",
        "description": _doc(shape.makes),
        "properties": properties,
        "patternProperties": {"^x-": {}},
        "required": list(shape.required),
        "additionalProperties": False,
    }


def _optional(schema: Mapping[str, Any], required: bool) -> Schema:
    return dict(schema) if required else {"anyOf": [dict(schema), {"type": "null"}]}


def report_schema() -> Schema:
    """What `report_to_json` writes."""
    defs: dict[str, Schema] = {}
    top = _object(model.Report, defs)
    return {"$schema": DIALECT, "title": "Report, contract 1", **top, "$defs": dict(sorted(defs.items()))}


def _object(made: type[Any], defs: dict[str, Schema]) -> Schema:
    hints = get_type_hints(made)
    names = [f.name for f in dataclasses.fields(made)]
    return {
        "type": "object",
        "description": _doc(made),
        "properties": {name.rstrip("_"): _type(hints[name], defs) for name in names},
        "required": [name.rstrip("_") for name in names],
        "additionalProperties": False,
    }


def _type(hint: Any, defs: dict[str, Schema]) -> Schema:
    if hint in PLAIN:
        return {"type": PLAIN[hint]}
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Literal:
        return {"enum": list(inner)}
    if origin in (Union, UnionType):
        return {"anyOf": [_type(one, defs) for one in inner]}
    if origin is tuple:
        return {"type": "array", "items": _type(inner[0], defs)}
    if origin is Mapping:
        return {"type": "object", "additionalProperties": _type(inner[1], defs)}
    if hint.__name__ not in defs:
        defs[hint.__name__] = {}
        defs[hint.__name__] = _object(hint, defs)
    return {"$ref": f"#/$defs/{hint.__name__}"}


def _doc(made: type[Any]) -> str:
    return " ".join((made.__doc__ or "").split())


def texts() -> Mapping[str, str]:
    """Every schema file by its name."""
    made = {"encounter": encounter_schema(), "report": report_schema()}
    return {f"{name}.schema.json": json.dumps(schema, indent=2) + "\n" for name, schema in made.items()}


def write(folder: Path) -> None:
    """Write the schema files."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts().items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
