"""Small wrong versions of a source file: one comparison, number, condition or word of logic changed at a time."""

from __future__ import annotations

import ast
import copy
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

COMPARE: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
}
SWAPPED = {"min": "max", "max": "min", "all": "any", "any": "all"}
NUMBER = re.compile(r"^value = (\d+)(\.\d+)?$", re.M)
DATE = re.compile(r"^(from|until) = (\d{4}-\d{2}-)(\d{2})$", re.M)


@dataclass(frozen=True)
class Mutant:
    """A changed file: its path, the line, what was changed, and the whole new text."""

    path: str
    line: int
    what: str
    text: str

    @property
    def name(self) -> str:
        """How the list of survivors names it."""
        return f"{self.path}:{self.line} {self.what}"


def of_source(path: str, text: str) -> Iterator[Mutant]:
    """Every mutant of a Python file. Messages, types and pages are left alone."""
    tree = ast.parse(text)
    skipped = _skipped(tree)
    for index, node in enumerate(ast.walk(tree)):
        if id(node) in skipped:
            continue
        for what, change in _changes(node):
            changed = copy.deepcopy(tree)
            change(_nth(changed, index))
            yield Mutant(path, getattr(node, "lineno", 0), what, ast.unparse(ast.fix_missing_locations(changed)))


def of_values(path: str, text: str) -> Iterator[Mutant]:
    """Every number of a TOML file one higher, every service date one day off."""
    for found in NUMBER.finditer(text):
        number = f"value = {int(found[1]) + 1}{found[2] or ''}"
        yield _replaced(path, text, found, number)
    for found in DATE.finditer(text):
        other = int(found[3]) + (1 if int(found[3]) < 15 else -1)
        yield _replaced(path, text, found, f"{found[1]} = {found[2]}{other:02}")


def _replaced(path: str, text: str, found: re.Match[str], new: str) -> Mutant:
    line = text.count("\n", 0, found.start()) + 1
    return Mutant(path, line, f"{found[0]} -> {new}", text[: found.start()] + new + text[found.end() :])


def _nth(tree: ast.AST, index: int) -> ast.AST:
    return next(node for n, node in enumerate(ast.walk(tree)) if n == index)


def _skipped(tree: ast.AST) -> set[int]:
    """Nodes that are no logic: rule pages, annotations, f-strings, decorators, class bodies' defaults."""
    skipped: set[int] = set()
    for node in ast.walk(tree):
        parts: list[ast.AST] = []
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("Rule", "Citation"):
            parts = [node]
        elif isinstance(node, ast.ClassDef):
            parts = [*node.decorator_list]
        elif isinstance(node, ast.BoolOp) and _only_for_types(node):
            skipped |= {id(node), id(node.values[-1])}
            continue
        elif isinstance(node, ast.FunctionDef):
            parts = [*node.decorator_list, *([node.returns] if node.returns else [])]
        elif isinstance(node, ast.arg | ast.AnnAssign):
            parts = [node.annotation] if node.annotation else []
        elif (
            isinstance(node, ast.Subscript) and isinstance(node.value, ast.Attribute) and node.value.attr == "citations"
        ) or isinstance(node, ast.JoinedStr):
            parts = [node]
        for part in parts:
            skipped |= {id(inner) for inner in ast.walk(part)}
    return skipped


def _only_for_types(node: ast.BoolOp) -> bool:
    """`x or ""`, `x or 0`: a default that stands there for the type checker; x is known to be there."""
    last = node.values[-1]
    return isinstance(node.op, ast.Or) and isinstance(last, ast.Constant) and last.value in ("", 0)


def _changes(node: ast.AST) -> Iterator[tuple[str, Callable[[Any], None]]]:
    """What may be changed in this node, and how."""
    if isinstance(node, ast.Compare) and type(node.ops[0]) in COMPARE:
        new = COMPARE[type(node.ops[0])]
        yield f"{type(node.ops[0]).__name__} -> {new.__name__}", lambda n: n.ops.__setitem__(0, new())
    if isinstance(node, ast.BoolOp):
        other = ast.Or if isinstance(node.op, ast.And) else ast.And
        yield f"{type(node.op).__name__} -> {other.__name__}", lambda n: setattr(n, "op", other())
    if isinstance(node, ast.BinOp) and type(node.op) in ARITHMETIC:
        sign = ARITHMETIC[type(node.op)]
        yield f"{type(node.op).__name__} -> {sign.__name__}", lambda n: setattr(n, "op", sign())
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield "not dropped", lambda n: _become(n, n.operand)
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield f"{node.value} -> {not node.value}", lambda n: setattr(n, "value", not n.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int):
        yield f"{node.value} -> {node.value + 1}", lambda n: setattr(n, "value", n.value + 1)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SWAPPED:
        yield f"{node.func.id} -> {SWAPPED[node.func.id]}", lambda n: setattr(n.func, "id", SWAPPED[n.func.id])
    if isinstance(node, ast.If | ast.IfExp):
        yield "condition True", lambda n: setattr(n, "test", ast.Constant(True))
        yield "condition False", lambda n: setattr(n, "test", ast.Constant(False))


def _become(node: ast.AST, other: ast.AST) -> None:
    """Turn a negation into what it negates: twice negated is not negated."""
    node.operand = ast.UnaryOp(ast.Not(), other)  # type: ignore[attr-defined]
