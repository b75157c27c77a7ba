"""Writes `docs/rules/*.md` from the register: `python -m chargeline.cli.docs docs/rules`. Stale pages fail a test."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from chargeline.book import RuleBook
from chargeline.cli.page import elements, index, page
from chargeline.rules.register import RULES
from chargeline.values.doc_elements import read_doc_elements


def pages() -> Mapping[str, str]:
    """Every page by its file's name."""
    book = RuleBook.default()
    rows = read_doc_elements(book.files, book.sources)
    lists = {"README.md": index(RULES), "elements.md": elements(rows, RULES)}
    return lists | {f"{rule.code}.md": page(rule, book) for rule in RULES}


def write(folder: Path) -> None:
    """Write every page and remove those of rules that are gone."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = pages()
    for old in folder.glob("*.md"):
        if old.name not in wanted:
            old.unlink()
    for name, text in wanted.items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
