"""A rule book's files: a site's folder laid over the one that ships."""

from __future__ import annotations

import csv
import json
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from chargeline.errors import BadRuleBook, Problem

SHIPPED = Path(__file__).resolve().parent.parent / "data"


class Row(dict[str, str]):
    """A row of a CSV file by column name; `at` says where it stands. What is not as it should be is a BadRuleBook."""

    def __init__(self, values: Mapping[str, str], at: str) -> None:
        super().__init__(values)
        self.at = at

    def __missing__(self, column: str) -> str:
        raise bad(self.at, f"has no column {column!r}.", "Compare the file's header with the one that ships.")

    def one_of(self, column: str, known: Collection[str]) -> str:
        """A cell that holds one of a few words. Nothing else is taken for any of them."""
        if self[column] in known:
            return self[column]
        raise bad(self.at, f"has another {column!r} than {', '.join(sorted(known))}.", "Write one of these.")

    def yes(self, column: str) -> bool:
        """A cell that holds yes or no."""
        return self.one_of(column, ("yes", "no")) == "yes"

    def number(self, column: str) -> int:
        """A cell that holds a whole number."""
        if self[column].isdecimal():
            return int(self[column])
        raise bad(self.at, f"has no whole number as {column!r}.", "Write digits.")


@dataclass(frozen=True)
class DataFiles:
    """Files by their path relative to a data folder; the first folder that holds a path wins."""

    folders: tuple[Path, ...]

    def find(self, path: str) -> Path | None:
        """Where `path` is read from, or None when no folder holds it."""
        for folder in self.folders:
            if (folder / path).is_file():
                return folder / path
        return None

    def layers(self, path: str) -> tuple[Path, ...]:
        """Every folder's file of that name, what ships first, a site's last."""
        return tuple(folder / path for folder in reversed(self.folders) if (folder / path).is_file())

    def texts(self, path: str) -> list[str]:
        """The text of every folder's file of that name, what ships first. Raises BadRuleBook when one is not UTF-8."""
        return [_text(path, file) for file in self.layers(path)]

    def names(self, folder: str, suffix: str) -> tuple[str, ...]:
        """Names without suffix of the files in `folder`, sorted, over all folders."""
        found = {p.stem for root in self.folders for p in (root / folder).glob(f"*{suffix}")}
        return tuple(sorted(found))

    def text(self, path: str) -> str:
        """The file's text. Raises BadRuleBook when it is missing or not UTF-8."""
        found = self.find(path)
        if found is None:
            raise bad(path, "is missing.", "Put it back, or install the library again.")
        return _text(path, found)

    def rows(self, path: str) -> list[Row]:
        """A CSV file's rows by column name; empty when no folder holds it."""
        found = self.find(path)
        return [] if found is None else _rows(path, found)

    def merged(self, path: str) -> list[Row]:
        """A CSV file's rows over all folders: a site's row replaces the shipped one of the same first column."""
        merged: dict[str, Row] = {}
        for file in self.layers(path):
            for row in _rows(path, file):
                merged[next(iter(row.values()))] = row
        return list(merged.values())

    def json(self, path: str) -> Any:
        """A JSON file's content."""
        return _json(path, self.text(path))

    def merged_json(self, path: str) -> dict[str, Any]:
        """A JSON object over all folders: a site's keys replace the shipped ones; empty when no folder holds it."""
        merged: dict[str, Any] = {}
        for text in self.texts(path):
            merged.update(_json(path, text))
        return merged

    def toml(self, path: str) -> dict[str, Any]:
        """A TOML file's content; decimal numbers are exact."""
        return _toml(path, self.text(path))

    def toml_layers(self, path: str) -> list[dict[str, Any]]:
        """The content of every folder's file of that name, what ships first, a site's last."""
        found = self.texts(path)
        if not found:
            raise bad(path, "is missing.", "Put it back, or install the library again.")
        return [_toml(path, text) for text in found]

    def digest(self) -> str:
        """`sha256:...` over every file's name and bytes, whatever the order and the folder it lies in."""
        import hashlib  # costs more than reading a table, and few ask for the digest

        total = hashlib.sha256()
        for path, file in sorted(self._all(self.folders).items()):
            total.update(f"{path}\0{file.stat().st_size}\0".encode())
            total.update(file.read_bytes())
        return f"sha256:{total.hexdigest()}"

    def paths(self, folders: tuple[Path, ...]) -> tuple[str, ...]:
        """The paths of all files of these folders, sorted; hidden ones, remarks and schemas do not count."""
        return tuple(sorted(self._all(folders)))

    def _all(self, folders: tuple[Path, ...]) -> Mapping[str, Path]:
        found: dict[str, Path] = {}
        for folder in folders:
            for file in folder.rglob("*"):
                path = file.relative_to(folder).as_posix()
                if file.is_file() and _counts(path):
                    found.setdefault(path, file)
        return found


def _json(path: str, text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise bad(path, f"is not JSON ({error}).", "Mend that place.") from None


def _toml(path: str, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise bad(path, f"is not TOML ({error}).", "Mend that place.") from None


def _text(path: str, file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise bad(path, "is not UTF-8 text.", "Save it as UTF-8.") from None


def _rows(path: str, file: Path) -> list[Row]:
    rows = []
    for line, row in enumerate(csv.DictReader(_text(path, file).splitlines()), start=2):
        if None in row or None in row.values():
            raise bad(f"{path} line {line}", "has another number of columns than its header.", "Mend it.")
        rows.append(Row(row, f"{path} line {line}"))
    return rows


def _counts(path: str) -> bool:
    hidden = any(part.startswith((".", "__")) for part in path.split("/"))
    return not hidden and not path.startswith("schema/") and not path.endswith((".md", ".part"))


def only(raw: Mapping[str, Any], known: Collection[str], path: str) -> None:
    """Refuse a key that nothing reads: a misspelt `from` would else make a row hold for all time."""
    for key in raw:
        if key not in known:
            close = get_close_matches(key, known, n=1)
            fix = f"Did you mean `{close[0]}`?" if close else f"Known are {', '.join(sorted(known))}."
            raise bad(path, f"has a key `{key}` that nothing reads.", fix)


def bad(path: str, message: str, fix: str) -> BadRuleBook:
    """One problem of a rule book, as the error to raise."""
    return BadRuleBook((Problem(path=path, message=message, fix=fix),))
