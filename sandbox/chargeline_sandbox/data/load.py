"""Stories into stores: every story goes to each personality that it names."""

import pickle
import tomllib
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from chargeline_sandbox.data.build import Builder
from chargeline_sandbox.fhir.store import Store
from chargeline_sandbox.site import Ehr, Site

Json = dict[str, Any]
_HERE = files("chargeline_sandbox.data")
_BUILT: dict[tuple[object, ...], bytes] = {}


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
    """Fill every personality's store. A second site of the same process and day gets a copy of what the first got."""
    for ehr in site.ehrs.values():
        made = (ehr.name, site.today, site.config.time_zone)
        if type(ehr.store) is not Store:
            fill(ehr)
        elif made in _BUILT:
            found, ehr.visits, ehr.notes = pickle.loads(_BUILT[made])  # noqa: S301 (our own, from below)
            ehr.store.restore(found)
        else:
            fill(ehr)
            _BUILT[made] = pickle.dumps((ehr.store.snapshot(), ehr.visits, ehr.notes))


def fill(ehr: Ehr) -> None:
    """Fill one store."""
    builder = Builder(ehr, people())
    builder.clinic()
    for story in stories():
        if ehr.name in story["ehr"]:
            builder.patient(story)
