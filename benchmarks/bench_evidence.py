"""Reading a note: `evaluate` of a whole encounter against medSpaCy matching the same lexicon on the same notes.

One note at a time, each engine over all notes in turn, CPU time of one process. medSpaCy runs its sentence splitter,
its target matcher with every phrase of our lexicon, and its context component; it knows no therapy and judges nothing,
so it does less than `evaluate` does. Notes are the committed examples, strung together to about 600 words.
"""

from __future__ import annotations

import csv
import itertools
import json
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import mean, median

import chargeline
from chargeline.evidence.read import read
from chargeline.evidence.text.folding import cut, fold
from chargeline.evidence.text.inflection import expand
from chargeline.evidence.text.scan import Scan
from chargeline.evidence.text.structure import segments

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = ROOT / "tests" / "fixtures" / "examples" / "notes.jsonl"
LEXICON = ROOT / "sdk" / "chargeline" / "data" / "lexicon"
WORDS = 600
NOTES = 20


def main() -> None:
    """Print both engines' median and 99th percentile, and the ratio of the medians."""
    notes = list(strung_together())
    print(f"{len(notes)} notes of {mean(len(n.split()) for n in notes):.0f} words; milliseconds of CPU a note")
    ours = timed(lambda note: chargeline.evaluate(encounter(note)), notes, rounds=10)
    report("chargeline.evaluate", ours)
    for stage, run in stages().items():
        report(f"  {stage}", timed(run, notes, rounds=10))
    theirs = timed(medspacy_matcher(), notes, rounds=1)
    report("medSpaCy, same lexicon", theirs)
    print(f"medSpaCy / chargeline, medians: {median(theirs) / median(ours):.0f}")
    print(f"chargeline p99 / median: {percentile(ours, 99) / median(ours):.1f}")


def stages() -> dict[str, Callable[[str], object]]:
    """How far `evaluate` has come, each with all that goes before it: what no reader could be quicker than."""
    book = chargeline.RuleBook.default()

    def scanned(note: str) -> Scan:
        return Scan(note, book.lexicon)

    return {
        "words and places": lambda note: cut(fold(note)),
        "what they mean": scanned,
        "sentences, sections": lambda note: segments(scanned(note)),
        "everything read": lambda note: read(chargeline.read_encounter(encounter(note)), book.lexicon),
    }


def strung_together() -> Iterable[str]:
    """Notes of about 600 words, each beginning at another example."""
    texts = [json.loads(line)["note_text"] for line in EXAMPLES.read_text("utf-8").splitlines()]
    for first in range(NOTES):
        note = ""
        for text in itertools.islice(itertools.cycle(texts), first, None):
            note += text + "\n"
            if len(note.split()) >= WORDS:
                break
        yield note


def encounter(note: str) -> dict[str, object]:
    """A Part B visit with two services and this note."""
    return {
        "id": "e",
        "date_of_service": "2026-11-23",
        "discipline": "PT",
        "policy": "medicare-part-b",
        "services": [{"id": "s1", "code": "97110", "minutes": 23}, {"id": "s2", "code": "97140", "minutes": 15}],
        "notes": [{"id": "n", "text": note}],
    }


def medspacy_matcher() -> Callable[[str], object]:
    """medSpaCy with every phrase of our lexicon as a target."""
    import medspacy
    from loguru import logger
    from medspacy.ner import TargetRule

    logger.remove()  # as installed it writes note text to stderr
    pipeline = medspacy.load(medspacy_enable=["medspacy_pyrush", "medspacy_target_matcher", "medspacy_context"])
    rules = [TargetRule(phrase, kind.upper()) for kind, phrase in sorted(phrases())]
    pipeline.get_pipe("medspacy_target_matcher").add(rules)
    print(f"medSpaCy with {len(rules)} phrases", file=sys.stderr)
    return pipeline


def phrases() -> set[tuple[str, str]]:
    """Every phrase of our lexicon with its kind, those written out that one of a table's stands for."""
    found = set()
    for path in LEXICON.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as lines:
            for row in csv.reader(line for line in lines if not line.startswith("#")):
                written = (phrase.strip() for cell in row[:2] for phrase in cell.split(";"))
                found |= {(path.stem, form) for phrase in written if phrase for form in expand(phrase.lower())}
    return found


def timed(engine: Callable[[str], object], notes: list[str], rounds: int) -> list[float]:
    """Milliseconds of CPU for each note, after one warm-up."""
    engine(notes[0])
    spent = []
    for note in notes * rounds:
        begun = time.process_time()
        engine(note)
        spent.append((time.process_time() - begun) * 1000)
    return spent


def report(name: str, spent: list[float]) -> None:
    print(f"{name:24} median {median(spent):8.2f}   p99 {percentile(spent, 99):8.2f}")


def percentile(spent: list[float], of: int) -> float:
    """The value that `of` percent do not exceed."""
    return sorted(spent)[min(len(spent) - 1, len(spent) * of // 100)]
