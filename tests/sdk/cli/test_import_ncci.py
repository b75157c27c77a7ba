"""`chargeline import-ncci`: CMS quarterly files into a site's folder; a malformed one is refused whole."""

from __future__ import annotations

import json
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from chargeline import RuleBook

ON = date(2026, 11, 23)
PTP = "medicare-ncci-2026q4-practitioner-ptp-edits-ccipra-v323r0-f1.txt"
HEAD = (
    "CPT only copyright. All rights reserved.\r\n"
    "Column 1\tColumn 2\t*=in existence prior to 1996\tEffective Date\tDeletion Date\tModifier\tRationale\r\n"
)
ROWS = (
    "97150\t97110\t \t20200101\t*\t1\tMisuse\r\n"
    "97530\t97116\t \t20200101\t20200101\t9\tMisuse\r\n"
    "97161\t99213\t \t20200101\t*\t0\tNot ours\r\n"
    "97140\t97530\t \t20261001\t*\t1\tMisuse\r\n"
)
MUE = "MCR_MUE_PractitionerServices_Eff_10-01-2026.txt"
MUE_ROWS = (
    "HCPCS/CPT Code\tPractitioner Services MUE Values\tMUE Adjudication Indicator\tMUE Rationale\n"
    "97110\t5\t3 Date of Service Edit: Clinical\tClinical\n0001A\t1\t2 Date of Service Edit: Policy\tPolicy\n"
)


def put(folder: Path, name: str, text: str) -> str:
    (folder / name).write_bytes(text.encode("latin-1"))
    return str(folder / name)


def site(tmp_path: Path) -> Path:
    return tmp_path / "site"


def test_a_ptp_table_becomes_the_sites_own(chargeline: Any, tmp_path: Path) -> None:
    """Pairs between codes of the book are kept, with their dates; the table is no longer stale."""
    ran = chargeline("import-ncci", put(tmp_path, PTP, HEAD + ROWS), "--into", str(site(tmp_path)))
    assert ran.code == 0
    assert "3 rows" in ran.out
    table = RuleBook.load(site(tmp_path)).pairs("office")
    assert (table.dated, table.stale(ON)) == (date(2026, 10, 1), False)
    indicators = {pair: (p.indicator if (p := table.pair(*pair.split("+"), ON)) else None) for pair in PAIRS}
    assert indicators == {"97150+97110": "1", "97140+97530": "1", "97530+97116": "9", "97124+97140": None}
    assert table.pair("97140", "97530", date(2026, 9, 30)) != table.pair("97140", "97530", ON)
    kept = table.pair("97150", "97110", ON)
    assert kept is not None
    assert "2026-10-01" in kept.cite.source


PAIRS = ("97150+97110", "97140+97530", "97530+97116", "97124+97140")


def test_the_hospital_table_stays_as_it_was(chargeline: Any, tmp_path: Path) -> None:
    """One file is one table."""
    chargeline("import-ncci", put(tmp_path, PTP, HEAD + ROWS), "--into", str(site(tmp_path)))
    assert RuleBook.load(site(tmp_path)).pairs("outpatient-hospital").dated == date(2024, 7, 1)


def test_parts_of_one_quarter_add_up_and_a_new_quarter_begins_anew(chargeline: Any, tmp_path: Path) -> None:
    """CMS publishes the pairs in several files."""
    first = put(tmp_path, PTP, HEAD + "97150\t97110\t \t20200101\t*\t1\tx\n")
    second = put(tmp_path, PTP.replace("f1", "f2"), HEAD + "97140\t97124\t \t20200101\t*\t0\tx\n")
    later = put(tmp_path, "ccipra-v330r0-f1.txt", HEAD + "97530\t97750\t \t20200101\t*\t1\tx\n")
    chargeline("import-ncci", first, second, "--into", str(site(tmp_path)))
    chargeline("import-ncci", first, "--into", str(site(tmp_path)))
    rows = (site(tmp_path) / "ncci" / "ncci-ptp.csv").read_text().splitlines()
    assert len(rows) == 3
    chargeline("import-ncci", later, "--into", str(site(tmp_path)))
    rows = (site(tmp_path) / "ncci" / "ncci-ptp.csv").read_text().splitlines()
    assert [row.split(",")[0] for row in rows[1:]] == ["97530"]
    assert json.loads((site(tmp_path) / "ncci" / "tables.json").read_text())["ncci-ptp"]["dated"] == "2027-01-01"


def test_a_zip_is_read_as_it_came(chargeline: Any, tmp_path: Path) -> None:
    """The text inside, whatever else lies beside it."""
    path = tmp_path / PTP.replace(".txt", ".zip")
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("ccipra-v323r0-f1.TXT", HEAD + ROWS)
        packed.writestr("ccipra-v323r0-f1.xlsx", b"\x00")
    assert chargeline("import-ncci", str(path), "--into", str(site(tmp_path))).code == 0
    assert RuleBook.load(site(tmp_path)).pairs().dated == date(2026, 10, 1)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("\u00ef\u00bb\u00bf" + ROWS, id="a byte order mark before the first row"),
        pytest.param("\u00ef\u00bb\u00bf" + HEAD + ROWS, id="a byte order mark before the header"),
        pytest.param(HEAD + ROWS.replace("\r\n", "\n"), id="line ends of another system"),
        pytest.param(HEAD + ROWS.replace("97150\t97110", '"97150"\t"97110"'), id="quoted cells"),
        pytest.param('"Modifier\n0=not allowed\n9=not applicable"\t\n' + ROWS, id="a header cell over several lines"),
        pytest.param(ROWS.replace("\t", ","), id="commas"),
        pytest.param(ROWS.replace("\t", ",").replace("Misuse", '"Misuse, of codes"'), id="commas within quotes"),
    ],
)
def test_no_row_is_lost_however_the_file_is_written(chargeline: Any, tmp_path: Path, text: str) -> None:
    """The same three rows each time."""
    ran = chargeline("import-ncci", put(tmp_path, PTP, text), "--into", str(site(tmp_path)))
    assert (ran.code, "3 rows taken, 3 in" in ran.out) == (0, True), ran.err
    assert RuleBook.load(site(tmp_path)).pairs("office").pair("97150", "97110", ON) is not None


def test_of_a_zip_with_several_files_those_of_this_table_are_read(chargeline: Any, tmp_path: Path) -> None:
    """Two parts of it; what is of another claim type, of another quarter or no table at all is not."""
    path = tmp_path / "medicare-ncci-2026q4-practitioner-ptp-edits.zip"
    rows = ROWS.splitlines(keepends=True)
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("readme.txt", "hello")
        packed.writestr("ccipra-v323r0-f1.txt", HEAD + rows[0])
        packed.writestr("ccipra-v323r0-f2.txt", HEAD + rows[1])
        packed.writestr("ccioph-v323r0-f1.txt", HEAD + rows[3])
        packed.writestr("ccipra-v322r0-f1.txt", HEAD + rows[3])
        packed.writestr("ccipra-v323r0-f1.xlsx", b"PK")
    ran = chargeline("import-ncci", str(path), "--into", str(site(tmp_path)))
    assert (ran.code, "2 rows taken" in ran.out) == (0, True), ran.err


def test_a_malformed_row_in_a_zip_names_the_text_in_it(chargeline: Any, tmp_path: Path) -> None:
    """Whoever looks for it must know in which file."""
    path = tmp_path / PTP.replace(".txt", ".zip")
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("inner.txt", ROWS + "97150\t9711\t \t20200101\t*\t1\tx\n")
    ran = chargeline("import-ncci", str(path), "--into", str(site(tmp_path)))
    assert (ran.code, "inner.txt line 5 column 2" in ran.err) == (2, True), ran.err


def test_a_part_of_a_table_says_that_it_is_one(chargeline: Any, tmp_path: Path) -> None:
    """A table without its other parts would be silent where there is an edit."""
    ran = chargeline("import-ncci", put(tmp_path, PTP, ROWS), "--into", str(site(tmp_path)))
    assert "part 1 of the table" in ran.out


def test_an_mue_table_becomes_the_sites_own(chargeline: Any, tmp_path: Path) -> None:
    """Units and the adjudication indicator's number."""
    chargeline("import-ncci", put(tmp_path, MUE, MUE_ROWS), "--into", str(site(tmp_path)))
    limits = RuleBook.load(site(tmp_path)).limits()
    found = limits.limit("97110", ON)
    assert found is not None
    assert (found.units, found.adjudication, limits.dated) == (5, "3", date(2026, 10, 1))


@pytest.mark.parametrize(
    ("name", "file", "text", "said"),
    [
        ("a bad code", PTP, "97150\t9711\t \t20200101\t*\t1\tx", "line 1 column 2 is not a code"),
        ("a bad date", PTP, "97150\t97110\t \t20201301\t*\t1\tx", "line 1 column 4 is not a date"),
        ("a bad deletion", PTP, HEAD + "97150\t97110\t \t20200101\tnone\t1\tx", "line 3 column 5 is not a date"),
        ("a bad indicator", PTP, HEAD + ROWS + "97150\t97112\t \t20200101\t*\t2\tx", "line 7 column 6"),
        ("a short row", PTP, HEAD + ROWS + "97150\t97112\n", "line 7 has 2 columns"),
        ("no rows", PTP, HEAD, "no row"),
        ("another separator", PTP, "97150;97110;;20200101;*;1", "no row"),
        ("no claim type", "ptp-2026q4.txt", ROWS, "whose table"),
        ("no quarter", "practitioner-ptp.txt", ROWS, "quarter"),
        ("bad units", MUE, "97110\tmany\t3 x\ty", "line 1 column 2 is not a number of units"),
        ("a bad adjudication", MUE, "97110\t5\tclinical\ty", "line 1 column 3"),
    ],
    ids=lambda v: v if isinstance(v, str) and len(v) < 20 else "",
)
def test_a_malformed_file_is_refused_whole(
    chargeline: Any, tmp_path: Path, name: str, file: str, text: str, said: str
) -> None:
    """Line and column are named, and nothing is written."""
    ran = chargeline("import-ncci", put(tmp_path, file, text), "--into", str(site(tmp_path)))
    assert ran.code == 2
    assert said in ran.err
    assert not (site(tmp_path) / "ncci").exists()


@pytest.mark.parametrize(("texts", "said"), [([], "holds 0 text files"), (["a.txt", "b.txt"], "holds 2 text files")])
def test_a_zip_without_exactly_one_text_is_refused(
    chargeline: Any, tmp_path: Path, texts: list[str], said: str
) -> None:
    """Nobody guesses which one it is."""
    path = tmp_path / PTP.replace(".txt", ".zip")
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("readme.pdf", b"")
        for text in texts:
            packed.writestr(text, ROWS)
    ran = chargeline("import-ncci", str(path), "--into", str(site(tmp_path)))
    assert ran.code == 2
    assert said in ran.err


def test_a_long_file_says_how_far_it_is(chargeline: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On stderr, so that stdout stays clean."""
    monkeypatch.setattr("chargeline.cli.ncci_file.EVERY", 2)
    ran = chargeline("import-ncci", put(tmp_path, PTP, HEAD + ROWS), "--into", str(site(tmp_path)))
    assert [line for line in ran.err.splitlines() if "rows read" in line] == [
        "2 rows read",
        "4 rows read",
        "6 rows read",
    ]


@pytest.mark.parametrize("name", [PTP, "no-such-name.txt"])
def test_a_file_that_is_not_there_is_named(chargeline: Any, tmp_path: Path, name: str) -> None:
    """Exit 2, whatever its name says."""
    ran = chargeline("import-ncci", str(tmp_path / name), "--into", str(site(tmp_path)))
    assert ran.code == 2
    assert "cannot be read" in ran.err
