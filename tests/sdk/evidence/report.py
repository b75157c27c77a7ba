"""The confusion report per element on labelled notes: `python tests/sdk/evidence/report.py [FILE ...] [--misses]`.

The misses of a frozen file are counted and never shown. A file has one labelled note a line, in the format of
tests/fixtures/examples/notes.jsonl. An element counts as present when it is present for the note or for at least
one code. Borderline elements (`unscored_elements`) are left out. Below, what the public evaluation charges: services
with the right code, visits with exactly the labelled charge lines. A file of phrases counts those that get their code.
Last, all that is frozen as one set of each kind: phrases, snippets, notes.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from tests.sdk.evidence import charges

from chargeline import classify
from chargeline.book import RuleBook
from chargeline.evidence.read import read
from chargeline.model import Element, Encounter, Note, NoteSpan, Service, ServiceRead, ServiceSpan
from chargeline.rules.elements import ELEMENT_RULES
from chargeline.rules.elements.documented import asked
from chargeline.rules.rule import Case

EXAMPLES = Path(__file__).resolve().parents[2] / "fixtures" / "examples" / "notes.jsonl"
LABELLED = Path(__file__).resolve().parents[2] / "fixtures" / "labelled"
RIGHT = {"medicare": "medicare-part-b", "commercial-ama": "commercial-ama"}


def encounter_of(note: dict[str, Any]) -> Encounter:
    """The encounter that a labelled note stands for, as the clinician entered it."""
    return Encounter(
        id=note["id"],
        date_of_service=date(2026, 11, 23),
        discipline=note.get("discipline", "PT"),
        services=tuple(
            Service(
                id=f"s{n}",
                text=one["text"],
                code=one.get("billed_code") or one.get("gold_code"),
                minutes=one.get("minutes"),
                assistant_minutes=one.get("assistant_minutes"),
            )
            for n, one in enumerate(note.get("interventions", ()))
        ),
        notes=(Note(id="n1", text=note["note_text"]),),
    )


def elements_of(encounter: Encounter, gold: Iterable[str | None] = ()) -> list[Element]:
    """What the element rules say of an encounter; `gold` are the right codes, in the order of its services."""
    book = RuleBook.default()
    reading = read(encounter, book.lexicon)
    right = dict(zip((s.id for s in encounter.services), gold, strict=False))
    services = tuple(
        ServiceRead(id=s.id, origin="input", code=s.code, suggested_code=right.get(s.id) or s.code or s.named)
        for s in reading.services
    )
    case = Case(encounter=encounter, book=book, policy=None, known_on=None, reading=reading, services=services)
    case = replace(case, asked=asked(case, services))
    return [found for rule in ELEMENT_RULES for found in rule.check(case) if isinstance(found, Element)]


def spans(elements: Iterable[Element]) -> list[NoteSpan | ServiceSpan]:
    """The evidence in words of the present ones."""
    return [
        one
        for element in elements
        if element.status == "present"
        for one in element.evidence
        if isinstance(one, NoteSpan | ServiceSpan)
    ]


def overlaps(found: list[NoteSpan | ServiceSpan], gold: dict[str, Any]) -> bool:
    """Whether any span found shares a character with any labelled one."""
    for label in gold.get("all_evidence") or ():
        if label.get("start") is None:
            continue
        for span in found:
            same = isinstance(span, NoteSpan) == (label.get("source", "note") == "note")
            if same and span.start < label["end"] and label["start"] < span.end:
                return True
    return False


def score(notes: Iterable[dict[str, Any]], misses: bool) -> tuple[dict[str, Counter[str]], Counter[str]]:
    """Counts of right and wrong per element, and of evidence that overlaps."""
    table: dict[str, Counter[str]] = {rule.name: Counter() for rule in ELEMENT_RULES}
    evidence: Counter[str] = Counter()
    for note in notes:
        found = elements_of(encounter_of(note), [one.get("gold_code") for one in note.get("interventions", ())])
        for name, gold in note["gold_elements"].items():
            if gold["label"] == "not_applicable" or name in note.get("unscored_elements", ()):
                continue
            ours = [element for element in found if element.element == name]
            said = any(element.status == "present" for element in ours)
            cell = (
                ("tp" if gold["label"] == "present" else "fp")
                if said
                else ("fn" if gold["label"] == "present" else "tn")
            )
            table[name][cell] += 1
            if cell == "tp" and any(e.get("start") is not None for e in gold.get("all_evidence") or ()):
                hit = overlaps(spans(ours), gold)
                evidence["hit" if hit else "miss"] += 1
                if misses and not hit:
                    _tell("EVIDENCE", note["id"], name, gold, ours)
            if misses and cell in ("fp", "fn"):
                _tell(cell.upper(), note["id"], name, gold, ours)
    return table, evidence


def _tell(what: str, id_: str, name: str, gold: dict[str, Any], ours: list[Element]) -> None:
    wanted = [label.get("quote") for label in gold.get("all_evidence") or ()]
    print(f"{what} {id_} {name}\n    wanted {wanted}\n    found  {[span.text for span in spans(ours)]}")


def ratio(part: int, whole: int) -> float:
    """A share; 1 when there is nothing to share."""
    return part / whole if whole else 1.0


def main(arguments: list[str]) -> None:
    """Print the report of each file, then of all that is frozen together."""
    files = [Path(one) for one in arguments if not one.startswith("-")] or [
        EXAMPLES,
        *sorted(LABELLED.glob("notes-*.jsonl")),
        *sorted(LABELLED.glob("snippets*.jsonl")),
        *sorted(LABELLED.glob("phrases*.jsonl")),
    ]
    frozen: dict[str, list[dict[str, Any]]] = {"phrases": [], "snippets": [], "notes": []}
    for file in files:
        rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
        is_frozen = "frozen" in file.name
        _print(file.name, rows, "--misses" in arguments and not is_frozen)
        frozen[_kind(file.name)] += rows if is_frozen else []
    for kind, rows in frozen.items():
        if rows and len(files) > 1:
            _print(f"{kind}: all that is frozen", rows, False)


def _kind(name: str) -> str:
    return next((kind for kind in ("phrases", "snippets") if name.startswith(kind)), "notes")


def _print(name: str, rows: list[dict[str, Any]], misses: bool) -> None:
    if _kind(name) == "phrases":
        _print_phrases(name, rows)
    else:
        _print_notes(name, rows, misses)


def _print_notes(name: str, rows: Iterable[dict[str, Any]], misses: bool) -> None:
    notes = [_whole(row) for row in rows]
    table, evidence = score(notes, misses)
    print(f"\n{name}: {len(notes)}")
    print(f"{'element':30} {'P':>5} {'R':>5} {'F1':>5}   tp  fp  fn  tn")
    total: Counter[str] = Counter()
    for element, cells in table.items():
        total += cells
        print(_row(element, cells))
    print(_row("all (micro)", total))
    print(f"evidence overlaps: {ratio(evidence['hit'], evidence.total()):.3f} of {evidence.total()}")
    _print_charges([note for note in notes if "gold_charge" in note], misses)


def _print_phrases(name: str, rows: list[dict[str, Any]]) -> None:
    right = sum(classify(row["phrase"], discipline=row.get("discipline")).code == row["code"] for row in rows)
    print(f"\n{name}: code right: {ratio(right, len(rows)):.3f} of {len(rows)} phrases")


def _print_charges(notes: list[dict[str, Any]], misses: bool) -> None:
    if not notes:
        return
    counts = charges.score(notes, misses)
    coded, exact = ratio(counts["coded"], counts["services"]), ratio(counts["exact"], counts["visits"])
    print(f"code right: {coded:.3f} of {counts['services']} services")
    print(f"charge lines exact: {exact:.3f} of {counts['visits']} visits")
    alone = charges.from_the_note_alone(notes)
    precision, recall = ratio(alone["right"], alone["told"]), ratio(alone["right"], alone["given"])
    print(f"services from the note alone: precision {precision:.3f}, recall {recall:.3f} of {alone['given']}")


def _whole(case: dict[str, Any]) -> dict[str, Any]:
    """A snippet of one element as a note with one service; a whole note as it is."""
    if "note_text" in case:
        return case
    at = case["text"].find(case.get("evidence") or "\0")
    label = {"source": "note", "quote": case.get("evidence"), "start": at, "end": at + len(case.get("evidence") or "")}
    gold = {"label": case["label"], "all_evidence": [label] if at >= 0 else []}
    return {
        "id": case["id"],
        "discipline": case["discipline"],
        "note_text": case["text"],
        "interventions": [{"text": "", "billed_code": case["code"], "gold_code": case["code"], "minutes": None}],
        "gold_elements": {case["element"]: gold},
    }


def _row(name: str, cells: Counter[str]) -> str:
    precision, recall = ratio(cells["tp"], cells["tp"] + cells["fp"]), ratio(cells["tp"], cells["tp"] + cells["fn"])
    f1 = ratio(2 * cells["tp"], 2 * cells["tp"] + cells["fp"] + cells["fn"])
    counts = "".join(f"{cells[cell]:5}" for cell in ("tp", "fp", "fn", "tn"))
    return f"{name:30} {precision:5.2f} {recall:5.2f} {f1:5.2f} {counts}"


if __name__ == "__main__":
    main(sys.argv[1:])
