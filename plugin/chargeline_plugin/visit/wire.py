"""A visit as JSON, so that the page can keep it sealed between two requests, and back again exactly.

The types are walked by their annotations: a field added to visit.py travels without a change here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from chargeline_plugin.visit.visit import Visit


def visit_to_json(visit: Visit) -> dict[str, Any]:
    """JSON-ready plain data."""
    found = _plain(visit)
    assert isinstance(found, dict)
    return found


def visit_from_json(data: Mapping[str, Any]) -> Visit:
    """The visit that `visit_to_json` wrote. Raises KeyError, TypeError or ValueError for anything else."""
    visit = _typed(Visit, data)
    assert isinstance(visit, Visit)
    return visit


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _typed(kind: Any, value: Any) -> Any:
    """The value as its annotation says."""
    origin = get_origin(kind)
    if origin is UnionType:
        inner = next(each for each in get_args(kind) if each is not NoneType)
        return None if value is None else _typed(inner, value)
    if origin is tuple:
        return tuple(_typed(get_args(kind)[0], inner) for inner in value)
    if origin is Literal or origin in (dict, Mapping):
        return value
    if kind in (date, datetime):
        return kind.fromisoformat(value)
    if is_dataclass(kind) and isinstance(kind, type):
        return kind(**{name: _typed(hint, value[name]) for name, hint in _hints(kind).items()})
    return value
