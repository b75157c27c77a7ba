"""Problems of a site file, all of them at once, each with its TOML path and its fix."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteProblem:
    """`path` is the TOML path (`sites.demo.client.kind`); `message` says what is wrong, `fix` what to write."""

    path: str
    message: str
    fix: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message} {self.fix}"


class BadSiteFile(ValueError):
    """The site file cannot be used. `problems` names every reason."""

    def __init__(self, problems: tuple[SiteProblem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


@dataclass(slots=True)
class Table:
    """One TOML table while it is read: hands out typed values, notes problems, knows which keys were read."""

    path: str
    values: Mapping[str, Any]
    problems: list[SiteProblem]
    read: set[str] = field(default_factory=set)

    def problem(self, key: str, message: str, fix: str) -> None:
        """Note a problem at `key` of this table."""
        path = ".".join(part for part in (self.path, key) if part)
        self.problems.append(SiteProblem(path=path, message=message, fix=fix))

    def text(self, key: str, fix: str, *, required: bool = True) -> str:
        """A non-empty string, "" when absent or wrong."""
        self.read.add(key)
        value = self.values.get(key)
        if isinstance(value, str) and value.strip():
            return value.strip()
        if value is not None or required:
            self.problem(key, "must be a text." if value is not None else "is missing.", fix)
        return ""

    def flag(self, key: str) -> bool:
        """A boolean, False when absent."""
        self.read.add(key)
        value = self.values.get(key, False)
        if not isinstance(value, bool):
            self.problem(key, "must be true or false.", f"Write {key} = true or leave it out.")
        return value is True

    def number(self, key: str, default: int) -> int:
        """A whole number above zero."""
        self.read.add(key)
        value = self.values.get(key, default)
        if isinstance(value, int) and not isinstance(value, bool) and value > 0:
            return value
        self.problem(key, "must be a whole number above zero.", f"Write {key} = {default} or leave it out.")
        return default

    def texts(self, key: str, fix: str, *, required: bool = False) -> tuple[str, ...]:
        """A list of strings."""
        self.read.add(key)
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
            self.problem(key, "must be a list of texts.", fix)
            return ()
        if required and not value:
            self.problem(key, "is missing." if key not in self.values else "is empty.", fix)
        return tuple(value)

    def table(self, key: str, fix: str, *, required: bool = True) -> Table:
        """A table below this one; empty when absent or wrong."""
        self.read.add(key)
        value = self.values.get(key)
        if not isinstance(value, dict):
            if value is not None or required:
                self.problem(key, "must be a table." if value is not None else "is missing.", fix)
            value = {}
        return Table(".".join(part for part in (self.path, key) if part), value, self.problems)

    def one_of(self, key: str, allowed: tuple[str, ...], fix: str = "") -> str:
        """One of a closed list of words, "" when not."""
        fix = fix or f"Use one of: {', '.join(allowed)}."
        value = self.text(key, fix)
        if value and value not in allowed:
            self.problem(key, "is not known here.", fix)
            return ""
        return value

    @property
    def rest(self) -> Mapping[str, Any]:
        """What was not read."""
        return {key: value for key, value in self.values.items() if key not in self.read}
