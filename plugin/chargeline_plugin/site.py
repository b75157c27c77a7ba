"""What a site says about itself beyond the launch: setting, payers, roster, and what may be written.

Every problem of every site is named at once, each with its path in the site file and its fix.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal, cast, get_args
from urllib.parse import urlsplit

from chargeline import BadRuleBook, RuleBook, lint, model
from chargeline_launch import BadSiteFile, SiteFile
from chargeline_launch.sites import AppSettings, SiteProblem
from chargeline_plugin.fhir.uris import EXAMPLE, Names
from chargeline_plugin.writeback.settings import BadWriteSettings, WriteSettings

MATCHERS = ("identifier", "class", "type", "name")
KEYS = ("setting", "rules", "payers", "roster", "write")
ROSTER_KEYS = ("user", "npi", "role", "discipline", "credentials")
REFERENCE = re.compile(r"[A-Z][A-Za-z]+/[A-Za-z0-9.\-]+")
NPI = re.compile(r"[0-9]{10}")
BASE = "identifier_base"
BASE_FIX = f'Write {BASE} = "https://..." under [app]: an address of your own, never changed later (docs/deploy.md).'
Matcher = Literal["identifier", "class", "type", "name"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PayerRow:
    """One row of the payer table: what to look at, what it must be, and the payer policy it stands for."""

    by: Matcher
    value: str
    policy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterRow:
    """One clinician as the site knows them, by FHIR reference or by NPI."""

    user: str | None
    npi: str | None
    role: model.Role
    discipline: model.Discipline | None
    credentials: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteSettings:
    """The settings of one site. `book` is what ships, or with the site's own folder laid over it."""

    setting: model.Setting | None = None
    book: RuleBook = field(default_factory=RuleBook.default)
    payers: tuple[PayerRow, ...] = ()
    roster: tuple[RosterRow, ...] = ()
    write: WriteSettings = field(default_factory=WriteSettings)
    names: Names = EXAMPLE

    @classmethod
    def parse(cls, rest: Mapping[str, Any], where: str = "site", beside: Path = Path()) -> SiteSettings:
        """Read the keys that the launch does not know; relative paths lie in `beside`. Raises BadSiteFile."""
        problems: list[SiteProblem] = []
        settings = _Reading(where, problems, beside).settings(rest)
        if problems:
            raise BadSiteFile(tuple(problems))
        return settings


def read_settings(site_file: SiteFile) -> dict[str, SiteSettings]:
    """The settings of every site of the file. Raises BadSiteFile with the problems of all of them."""
    problems: list[SiteProblem] = []
    beside = site_file.app.directory
    settings = {
        site.id: _Reading(f"sites.{site.id}", problems, beside).settings(site.rest) for site in site_file.sites.values()
    }
    writes = any(site.write.charge for site in settings.values())
    names = _names(_Reading("app", problems, beside), site_file.app, needed=writes)
    if problems:
        raise BadSiteFile(tuple(problems))
    return {site: replace(its, names=names) for site, its in settings.items()}


def _names(reading: _Reading, app: AppSettings, *, needed: bool) -> Names:
    """The installation's own names. In production, where charges are written, they must be its own."""
    reading.unknown("app", app.rest, (BASE,))
    base = reading.optional(f"app.{BASE}", app.rest.get(BASE))
    if base is None:
        if needed and app.production and BASE not in app.rest:
            reading.problem(f"app.{BASE}", "is missing, and a site writes charges.", BASE_FIX)
        return EXAMPLE
    parts = urlsplit(base)
    if parts.scheme != "https" or not parts.hostname or parts.query or parts.fragment:
        reading.problem(f"app.{BASE}", "is no https address.", BASE_FIX)
    elif app.production and parts.hostname.endswith(".example"):
        reading.problem(f"app.{BASE}", "is an example's.", BASE_FIX)
    return Names(base=base.rstrip("/"))


class _Reading:
    """The settings while they are read; problems pile up."""

    def __init__(self, where: str, problems: list[SiteProblem], beside: Path) -> None:
        self.where = where
        self.problems = problems
        self.beside = beside

    def settings(self, rest: Mapping[str, Any]) -> SiteSettings:
        self.unknown(self.where, rest, KEYS)
        setting = self.one_of(f"{self.where}.setting", rest.get("setting"), get_args(model.Setting))
        book = self.book(self.optional(f"{self.where}.rules", rest.get("rules")))
        return SiteSettings(
            setting=cast("model.Setting | None", setting),
            book=book,
            payers=tuple(self.payers(rest.get("payers", []), book.policies)),
            roster=tuple(self.roster(rest.get("roster", []))),
            write=self.write(rest.get("write", {})),
        )

    def book(self, rules: str | None) -> RuleBook:
        """The site's rule book, read whole now: what is wrong with it is no clinician's to find."""
        if rules is None:
            return RuleBook.default()
        path = f"{self.where}.rules"
        try:
            book = RuleBook.load(self.beside / rules)
        except BadRuleBook:
            self.problem(path, "names no folder.", "Name the folder with the site's rules, as seen from the site file.")
            return RuleBook.default()
        for wrong in lint(book):
            self.problem(f"{path} {wrong.path}", wrong.message, wrong.fix)
        return book

    def payers(self, rows: Any, known: tuple[str, ...]) -> Iterator[PayerRow]:
        for path, row in self.tables(f"{self.where}.payers", rows):
            self.unknown(path, row, (*MATCHERS, "policy"))
            named = [key for key in MATCHERS if key in row]
            policy = self.one_of(f"{path}.policy", row.get("policy"), known, required=True)
            if len(named) != 1:
                self.problem(path, "does not say what to look at.", f"Write exactly one of {', '.join(MATCHERS)}.")
                continue
            value = self.words(f"{path}.{named[0]}", row[named[0]], "Write it in quotes, as the EHR sends it.")
            if value and policy:
                yield PayerRow(by=cast("Matcher", named[0]), value=value, policy=policy)

    def roster(self, rows: Any) -> Iterator[RosterRow]:
        for path, row in self.tables(f"{self.where}.roster", rows):
            self.unknown(path, row, ROSTER_KEYS)
            self.identity(path, row)
            said = {key: self.optional(f"{path}.{key}", row.get(key)) for key in ("user", "npi", "credentials")}
            role = self.one_of(f"{path}.role", row.get("role"), get_args(model.Role), required=True)
            discipline = self.one_of(f"{path}.discipline", row.get("discipline"), get_args(model.Discipline))
            if said["user"] is None and said["npi"] is None:
                self.problem(path, "names no clinician.", 'Write user = "Practitioner/..." or npi = "...".')
            elif role:
                yield RosterRow(
                    user=said["user"],
                    npi=said["npi"],
                    role=cast("model.Role", role),
                    discipline=cast("model.Discipline | None", discipline),
                    credentials=said["credentials"],
                )

    def identity(self, path: str, row: Mapping[str, Any]) -> None:
        """A row is found by its reference or number exactly; one of another form would never be, silently."""
        user, npi = row.get("user"), row.get("npi")
        if isinstance(user, str) and not REFERENCE.fullmatch(user):
            kind = f'Write user = "Practitioner/{user.rpartition("/")[2]}".'
            self.problem(f"{path}.user", "is no reference as the EHR sends it.", kind)
        if isinstance(npi, str) and not NPI.fullmatch(npi):
            self.problem(f"{path}.npi", "is not an NPI.", "Write its ten digits.")

    def write(self, table: Any) -> WriteSettings:
        path = f"{self.where}.write"
        if not isinstance(table, Mapping):
            self.problem(path, "must be a table.", f"Write [{path}].")
            return WriteSettings()
        try:
            return WriteSettings.parse(table)
        except BadWriteSettings as bad:
            self.problem(path, "cannot be used.", str(bad))
            return WriteSettings()

    # --- what a value must be -----------------------------------------------------------------------------

    def problem(self, path: str, message: str, fix: str) -> None:
        self.problems.append(SiteProblem(path=path, message=message, fix=fix))

    def unknown(self, path: str, table: Mapping[str, Any], known: tuple[str, ...]) -> None:
        for key in table:
            if key not in known:
                near = get_close_matches(key, known, n=1)
                self.problem(f"{path}.{key}", "is no setting.", f"Write {near[0]}." if near else "Remove it.")

    def tables(self, path: str, rows: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
        if not isinstance(rows, list):
            self.problem(path, "must be a list of tables.", f"Write [[{path}]] above each.")
            return
        for place, row in enumerate(rows):
            if isinstance(row, Mapping):
                yield f"{path}[{place}]", row
            else:
                self.problem(f"{path}[{place}]", "must be a table.", f"Write [[{path}]] above it.")

    def words(self, path: str, value: Any, fix: str) -> str | None:
        if isinstance(value, str) and value.strip():
            return value.strip()
        self.problem(path, "is missing." if value is None else "must be a text.", fix)
        return None

    def optional(self, path: str, value: Any) -> str | None:
        return None if value is None else self.words(path, value, "Write it in quotes, or leave it out.")

    def one_of(self, path: str, value: Any, known: tuple[str, ...], *, required: bool = False) -> str | None:
        if value is None and not required:
            return None
        if value in known:
            return str(value)
        self.problem(path, "is not known.", f"Write one of {', '.join(known)}.")
        return None
