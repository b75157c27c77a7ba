"""A payer policy: how one payer counts, which modifiers it wants, which rules and values differ."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, TypeAlias

from chargeline.model import Citation, Discipline, Level, Method
from chargeline.values.codes import MODIFIER
from chargeline.values.dated import Value, citation, day, value
from chargeline.values.files import DataFiles, bad, only

ASSISTANT: Mapping[Discipline, str] = {"PT": "CQ", "OT": "CO"}
"""What marks an assistant's units where a payer wants it (Social Security Act s1834(v))."""
KEYS: Mapping[str, tuple[str, ...]] = {
    "": (
        "id",
        "name",
        "payer",
        "from",
        "until",
        "method",
        "modifiers",
        "assistant",
        "ncci",
        "codes",
        "rules",
        "levels",
        "values",
    ),
    "method": ("count", "cite"),
    "modifiers": ("order", "discipline", "distinct", "cite"),
    "assistant": ("required", "modifiers", "from", "cite"),
    "ncci": ("follows", "keeps", "cite"),
    "codes": ("medicare", "cite"),
    "rules": ("off",),
    "levels": ("elements", "cite"),
}
"""What a policy's file may say, table by table."""
Payer: TypeAlias = Literal["medicare", "medicare-advantage", "medicaid", "tricare", "commercial"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """One payer policy, out of one TOML file.

    `method` None: the payer's counting method is not known, so both are shown and a question is asked.
    `assistant_required` None: not known whether the payer wants CQ/CO. `ncci` says whether the payer follows the
    Medicare edit pairs (None: not known), `ncci_keeps` the pairs that it has besides, the code first that is paid.
    `distinct` lists the distinct-service modifiers, the preferred first. `medicare_codes` says whether the payer takes
    Medicare's own code where that has replaced another (None: not known). `rules_off` are names or codes of rules that
    do not run. `values` replace the book's by name. `citations` go by topic: `method`, `assistant`, `modifiers`,
    `distinct`, `ncci`, `codes`, `levels`.
    """

    id: str
    name: str
    payer: Payer
    method: Method | None
    ncci: bool | None
    ncci_keeps: tuple[tuple[str, str], ...]
    medicare_codes: bool | None
    modifier_order: tuple[str, ...]
    discipline_modifiers: Mapping[Discipline, str]
    assistant_required: bool | None
    assistant_modifiers: Mapping[Discipline, str]
    assistant_from: date | None
    distinct: tuple[str, ...]
    rules_off: frozenset[str]
    levels: Mapping[str, Level]
    values: Mapping[str, tuple[Value, ...]]
    citations: Mapping[str, Citation] = field(default_factory=dict)
    from_: date | None = None
    until: date | None = None

    def off(self, *names: str) -> bool:
        """Whether a rule with any of these names (its code, its name) does not run for this payer."""
        return not self.rules_off.isdisjoint(names)

    def in_order(self, modifiers: frozenset[str] | set[str]) -> tuple[str, ...]:
        """The modifiers in the payer's order; those that it does not name come last, by name."""
        order = self.modifier_order
        return tuple(sorted(modifiers, key=lambda m: (order.index(m) if m in order else len(order), m)))

    def assistant_modifier(self, discipline: Discipline, on: date) -> str | None:
        """CQ or CO where the payer requires it for a service on that day; None where not, or not known."""
        if not self.assistant_required or (self.assistant_from and on < self.assistant_from):
            return None
        return self.assistant_modifiers.get(discipline)


def read_policy(files: DataFiles, id_: str) -> Policy:
    """The policy of that id. Raises BadRuleBook naming the file when it is malformed."""
    path = f"policies/{id_}.toml"
    raw = files.toml(path)
    if raw.get("id") != id_:
        raise bad(path, "has an `id` that is not its file's name.", f'Write id = "{id_}".')
    for table, known in KEYS.items():
        only(raw.get(table, {}) if table else raw, known, f"{path} [{table}]" if table else path)
    modifiers, assistant = raw.get("modifiers", {}), raw.get("assistant", {})
    return Policy(
        id=id_,
        name=_needed(raw, "name", path),
        payer=_needed(raw, "payer", path),
        method=_method(raw, path),
        ncci=raw.get("ncci", {}).get("follows"),
        ncci_keeps=tuple(_pair(row, path) for row in raw.get("ncci", {}).get("keeps", ())),
        medicare_codes=raw.get("codes", {}).get("medicare", True if raw["payer"] == "medicare" else None),
        modifier_order=tuple(modifiers.get("order", ())),
        discipline_modifiers=modifiers.get("discipline", dict(MODIFIER)),
        assistant_required=assistant.get("required"),
        assistant_modifiers=assistant.get("modifiers", dict(ASSISTANT)),
        assistant_from=day(assistant.get("from"), path),
        distinct=tuple(modifiers.get("distinct", ())),
        rules_off=frozenset(raw.get("rules", {}).get("off", ())),
        levels=raw.get("levels", {}).get("elements", {}),
        values=_values(raw, path),
        citations=_citations(raw, path),
        from_=day(raw.get("from"), path),
        until=day(raw.get("until"), path),
    )


def _needed(raw: Mapping[str, Any], key: str, path: str) -> Any:
    if not raw.get(key):
        raise bad(path, f"has no `{key}`.", "Add it; docs/add-a-payer.md shows a whole file.")
    return raw[key]


def _method(raw: Mapping[str, Any], path: str) -> Method | None:
    given = raw.get("method", {}).get("count")
    if given not in (None, "cms-8-minute", "ama-midpoint"):
        raise bad(path, "names a counting method that does not exist.", "Use cms-8-minute, ama-midpoint or none.")
    return given  # type: ignore[no-any-return]


def _pair(row: object, path: str) -> tuple[str, str]:
    first, *more = row.split() if isinstance(row, str) else ("", "")
    if len(more) != 1 or not (_CODE.fullmatch(first) and _CODE.fullmatch(more[0])):
        raise bad(
            f"{path} [ncci]", "has in `keeps` what is no pair of codes.", 'Write "97140 97530", the paid one first.'
        )
    return first, more[0]


_CODE = re.compile(r"[0-9A-Z][0-9]{3}[0-9A-Z]")


def _values(raw: Mapping[str, Any], path: str) -> dict[str, tuple[Value, ...]]:
    tables: dict[str, list[dict[str, Any]]] = raw.get("values", {})
    return {name: tuple(value(name, row, path) for row in rows) for name, rows in tables.items()}


def _citations(raw: Mapping[str, Any], path: str) -> dict[str, Citation]:
    topics = {k: v["cite"] for k, v in raw.items() if isinstance(v, Mapping) and "cite" in v}
    if "levels" in raw and "levels" not in topics:
        raise bad(f"{path} [levels]", "has no citation.", "Add cite = { source = ... }.")
    return {topic: citation(cite, f"{path} [{topic}]") for topic, cite in topics.items()}
