"""Stories into stores: every story goes to each personality that it names."""

import tomllib
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from chargeline_sandbox.data.build import Builder
from chargeline_sandbox.site import Ehr, Site

Json = dict[str, Any]
_HERE = files("chargeline_sandbox.data")


@cache
def stories() -> list[Json]:
    """All stories, by file name; a story's key is its file's name."""
    found: list[Json] = []
    for file in sorted((_HERE / "stories").iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".toml"):
            found.append(_read(file) | {"key": file.name.removesuffix(".toml")})
    return found


@cache
def people() -> Json:
    """Clinicians, roles and payers."""
    return _read(_HERE / "people.toml")


def _read(file: Traversable) -> Json:
    return tomllib.loads(file.read_text("utf-8"))


def load(site: Site) -> None:
    """Fill every personality's store."""
    told, everybody = stories(), people()
    for ehr in site.ehrs.values():
        fill(ehr, [story for story in told if ehr.name in story["ehr"]], everybody)


def fill(ehr: Ehr, told: list[Json], everybody: Json) -> None:
    """Fill one store."""
    builder = Builder(ehr, everybody)
    builder.clinic()
    for story in told:
        builder.patient(story)
