"""What is wrong with data though each file can be read: overlaps, gaps, dead rows, no citation, files nobody reads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from datetime import date, timedelta
from difflib import get_close_matches
from itertools import pairwise
from typing import Any

from chargeline.errors import BadRuleBook, Problem
from chargeline.values.dated import Value, values_of
from chargeline.values.files import DataFiles
from chargeline.values.policies import Policy, read_policy

OWN = {"policies": (".toml",), "values": (".toml",), "ncci": (".csv", ".json")}
"""Folders whose files a site brings itself, with their suffixes."""
SHIPPED_ONLY = frozenset({"words.csv"})
"""Files that no site's folder replaces: each of these lists of words belongs to a condition in one reader's code."""
CITED = ("method", "modifiers", "assistant", "ncci", "codes", "levels")


def lint(files: DataFiles, rules: Set[str]) -> tuple[Problem, ...]:
    """Every problem of the values and policies of a book, and of a site's files beside them, in the order of files.

    `rules` are the names and codes of all rules that there are.
    """
    return (*_values(files), *_policies(files, rules), *_strangers(files))


def _strangers(files: DataFiles) -> Iterator[Problem]:
    """Files of a site's folder that nothing reads: a misspelt name would leave what ships in force, silently."""
    shipped = files.folders[-1]
    known = {path.relative_to(shipped).as_posix() for path in shipped.rglob("*") if path.is_file()} - SHIPPED_ONLY
    for path in files.paths(files.folders[:-1]):
        folder, _, name = path.rpartition("/")
        if path in known or name.endswith(OWN.get(folder, ())):
            continue
        close = get_close_matches(path, [*known, *(f"{own}/{name}" for own in OWN)], n=1)
        if path in SHIPPED_ONLY:
            fix = "Leave it out: only the one that ships is read. Phrases of your own go into lexicon/."
        else:
            fix = f"Did you mean {close[0]}?" if close else "docs/embed.md lists what a site's folder may hold."
        yield Problem(path=path, message="is not a file that anything reads.", fix=fix)


def _values(files: DataFiles) -> Iterator[Problem]:
    for file in files.names("values", ".toml"):
        path = f"values/{file}.toml"
        try:
            for raw in files.toml_layers(path):
                for rows in values_of(file, raw).values():
                    yield from check(path, rows)
        except BadRuleBook as error:
            yield from error.problems


def _policies(files: DataFiles, rules: Set[str]) -> Iterator[Problem]:
    known = {f"{file}.{key}" for file in files.names("values", ".toml") for key in files.toml(f"values/{file}.toml")}
    for id_ in files.names("policies", ".toml"):
        path = f"policies/{id_}.toml"
        try:
            policy = read_policy(files, id_)
        except BadRuleBook as error:
            yield from error.problems
            continue
        yield from _uncited(path, files.toml(path))
        yield from _policy(path, policy, known)
        for name in sorted(policy.rules_off - rules):
            yield Problem(path=f"{path} [rules]", message=f"switches off {name!r}, no such rule.", fix="Mend the name.")
        yield from _elements(path, policy, rules)


def _elements(path: str, policy: Policy, rules: Set[str]) -> Iterator[Problem]:
    """A documentation element is a rule by its name; a misspelt one would leave the usual level in force, silently."""
    for name in sorted(policy.levels.keys() - rules):
        close = get_close_matches(name, sorted(rules), n=1)
        fix = f"Did you mean {close[0]}?" if close else "Mend the name; `chargeline rules` lists them."
        yield Problem(path=f"{path} [levels]", message=f"names {name!r}, no such element.", fix=fix)


def _uncited(path: str, raw: dict[str, Any]) -> Iterator[Problem]:
    for topic in CITED:
        if topic in raw and "cite" not in raw[topic]:
            yield Problem(path=f"{path} [{topic}]", message="has no citation.", fix="Add cite = { source = ... }.")


def _policy(path: str, policy: Policy, known: set[str]) -> Iterator[Problem]:
    for name, rows in policy.values.items():
        if name not in known:
            yield Problem(path=f"{path} {name}", message="replaces a value that does not exist.", fix="Mend the name.")
        yield from check(path, rows)
    assistants = policy.assistant_modifiers.values() if policy.assistant_required else ()
    unordered = {*policy.distinct, *assistants} - {*policy.modifier_order}
    if unordered:
        said = f"uses modifiers that its order does not name: {', '.join(sorted(unordered))}."
        yield Problem(path=f"{path} [modifiers]", message=said, fix="Add them to `order`.")
    if policy.assistant_required and not policy.assistant_modifiers:
        yield Problem(path=f"{path} [assistant]", message="requires modifiers that it does not name.", fix="Name them.")


def check(path: str, rows: Sequence[Value]) -> Iterator[Problem]:
    """Rows of one value: none reversed, none hidden by another, no day left out between two."""
    for row in rows:
        if row.from_ and row.until and row.until < row.from_:
            yield _problem(path, row, "ends before it begins, so it never applies", "Correct `from` or `until`.")
    ordered = sorted(rows, key=lambda r: (r.from_ or date.min, r.published or date.min))
    for earlier, later in pairwise(ordered):
        yield from _neighbours(path, earlier, later)


def _neighbours(path: str, earlier: Value, later: Value) -> Iterator[Problem]:
    ends, begins = earlier.until or date.max, later.from_ or date.min
    if begins <= ends and not _corrects(later, earlier):
        yield _problem(path, later, "overlaps the row before it", "Give the earlier row its `until`.")
    elif ends != date.max and begins > ends + timedelta(days=1):
        yield _problem(path, later, "leaves a gap after the row before it", "Add the missing dates.")


def _corrects(later: Value, earlier: Value) -> bool:
    """Two overlapping rows are a correction when one was published after the other; else nobody can choose."""
    return later.published is not None and later.published != (earlier.published or earlier.from_)


def _problem(path: str, row: Value, message: str, fix: str) -> Problem:
    since = row.from_.isoformat() if row.from_ else "the beginning"
    return Problem(path=f"{path} {row.name} from {since}", message=f"{message}.", fix=fix)
