"""A payer policy: how one payer counts, which modifiers it wants, which rules and values differ."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from typing import Any, Literal, TypeAlias, get_args

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
    only(raw, KEYS[""], path)
    modifiers, assistant, ncci = (_table(raw, name, path) for name in ("modifiers", "assistant", "ncci"))
    payer = _one_of(get_args(Payer), _needed(raw, "payer", path), "payer", path)
    takes_medicares = _flag(_table(raw, "codes", path), "medicare", path)
    return Policy(
        id=id_,
        name=_needed(raw, "name", path),
        payer=payer,
        method=_method(_table(raw, "method", path), path),
        ncci=_flag(ncci, "follows", path),
        ncci_keeps=tuple(_pair(row, path) for row in _list(ncci, "keeps", path)),
        medicare_codes=True if takes_medicares is None and payer == "medicare" else takes_medicares,
        modifier_order=_modifiers(modifiers, "order", path),
        discipline_modifiers=_by_discipline(modifiers, "discipline", MODIFIER, path),
        assistant_required=_flag(assistant, "required", path),
        assistant_modifiers=_by_discipline(assistant, "modifiers", ASSISTANT, path),
        assistant_from=day(assistant.get("from"), path),
        distinct=_modifiers(modifiers, "distinct", path),
        rules_off=frozenset(_list(_table(raw, "rules", path), "off", path)),
        levels=_levels(_table(raw, "levels", path), path),
        values=_values(raw, path),
        citations=_citations(raw, path),
        from_=day(raw.get("from"), path),
        until=day(raw.get("until"), path),
    )


def _needed(raw: Mapping[str, Any], key: str, path: str) -> Any:
    if not raw.get(key):
        raise bad(path, f"has no `{key}`.", "Add it; docs/add-a-payer.md shows a whole file.")
    return raw[key]


def _table(raw: Mapping[str, Any], name: str, path: str) -> Mapping[str, Any]:
    """One table of the file with no key but those that are read; empty when the file does not have it."""
    found = raw.get(name, {})
    if not isinstance(found, Mapping):
        raise bad(
            path, f"has no table as `{name}`.", f"Begin it with [{name}]; docs/add-a-payer.md shows a whole file."
        )
    only(found, KEYS[name], f"{path} [{name}]")
    return found


def _flag(table: Mapping[str, Any], key: str, path: str) -> bool | None:
    """True, false, or None when nothing is said: `"no"` in quotes would else count as yes."""
    given = table.get(key)
    if given is not None and not isinstance(given, bool):
        raise bad(
            path, f"has neither true nor false as `{key}`.", "Write true or false without quotes, or leave it out."
        )
    return given


def _list(table: Mapping[str, Any], key: str, path: str) -> list[Any]:
    given = table.get(key, [])
    if not isinstance(given, list):
        raise bad(path, f"has no list as `{key}`.", f'Write {key} = ["...", "..."].')
    return given


def _one_of(known: Collection[str], given: object, what: str, path: str) -> Any:
    """One of the few words that `what` may be, with the nearest one named when it is none of them."""
    if given in known:
        return given
    said = str(given).casefold()
    close = get_close_matches(said, [word.casefold() for word in known], n=1)
    near = next((word for word in known if word.casefold() in close), None)
    fix = f"Did you mean {near!r}?" if near else f"Use one of: {', '.join(known)}."
    raise bad(path, f"has as {what} what is not known.", fix)


def _modifier(given: object, path: str) -> str:
    if isinstance(given, str) and _MODIFIER.fullmatch(given):
        return given
    raise bad(path, "has among its modifiers what is no modifier.", "Write its two characters, such as GP or 59.")


def _modifiers(table: Mapping[str, Any], key: str, path: str) -> tuple[str, ...]:
    return tuple(_modifier(one, path) for one in _list(table, key, path))


def _by_discipline(
    table: Mapping[str, Any], key: str, usual: Mapping[Discipline, str], path: str
) -> dict[Discipline, str]:
    """A modifier for each discipline; `usual` when the file does not say."""
    if key not in table:
        return dict(usual)
    given = table[key]
    if not isinstance(given, Mapping):
        raise bad(path, f"has no table as `{key}`.", f'Write {key} = {{ PT = "..", OT = ".." }}.')
    known = get_args(Discipline)
    return {_one_of(known, name, "discipline", path): _modifier(one, path) for name, one in given.items()}


def _levels(table: Mapping[str, Any], path: str) -> Mapping[str, Level]:
    where, elements = f"{path} [levels]", table.get("elements", {})
    if not isinstance(elements, Mapping):
        raise bad(where, "has no table as `elements`.", "Begin it with [levels.elements].")
    return {name: _one_of(get_args(Level), one, f"the level of {name}", where) for name, one in elements.items()}


def _method(table: Mapping[str, Any], path: str) -> Method | None:
    given = table.get("count")
    if given not in (None, "cms-8-minute", "ama-midpoint"):
        raise bad(path, "names a counting method that does not exist.", "Use cms-8-minute, ama-midpoint or none.")
    return given


def _pair(row: object, path: str) -> tuple[str, str]:
    first, *more = row.split() if isinstance(row, str) else ("", "")
    if len(more) != 1 or not (_CODE.fullmatch(first) and _CODE.fullmatch(more[0])):
        raise bad(
            f"{path} [ncci]", "has in `keeps` what is no pair of codes.", 'Write "97140 97530", the paid one first.'
        )
    return first, more[0]


_CODE = re.compile(r"[0-9A-Z][0-9]{3}[0-9A-Z]")
_MODIFIER = re.compile(r"[0-9A-Z]{2}")


def _values(raw: Mapping[str, Any], path: str) -> dict[str, tuple[Value, ...]]:
    tables = raw.get("values", {})
    if not isinstance(tables, Mapping) or not all(_rows(one) for one in tables.values()):
        raise bad(f"{path} [values]", "has no rows.", 'Begin each with [[values."FILE.KEY"]].')
    return {name: tuple(value(name, row, path) for row in rows) for name, rows in tables.items()}


def _rows(given: object) -> bool:
    return isinstance(given, list) and all(isinstance(row, Mapping) for row in given)


def _citations(raw: Mapping[str, Any], path: str) -> dict[str, Citation]:
    topics = {k: v["cite"] for k, v in raw.items() if isinstance(v, Mapping) and "cite" in v}
    if "levels" in raw and "levels" not in topics:
        raise bad(f"{path} [levels]", "has no citation.", "Add cite = { source = ... }.")
    return {topic: citation(cite, f"{path} [{topic}]") for topic, cite in topics.items()}
