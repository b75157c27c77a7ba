"""A site's table that is not as it should be: named by file and line, never read as something else."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from chargeline import BadRuleBook, RuleBook, lint

ON = date(2026, 11, 23)
SHIPPED = Path(str(RuleBook.default().files.find("codes.csv"))).read_text("utf-8").splitlines()
HEAD, FIRST = SHIPPED[0], SHIPPED[1]
PTP = "column1,column2,indicator,from,until,published,source\n"
DATED = '{"ncci-ptp": {"dated": "2026-10-01", "source": "CMS"}}'


def site(tmp_path: Path, **files: str) -> RuleBook:
    for name, text in files.items():
        path = tmp_path / name.replace("__", "/")
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    return RuleBook.load(tmp_path)


def replaced(column: str, cell: str) -> str:
    cells = FIRST.split(",")
    cells[HEAD.split(",").index(column)] = cell
    return f"{HEAD}\n{','.join(cells)}\n"


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("neither yes nor no", replaced("timed", "Y"), "codes.csv line 2: has another 'timed' than no, yes"),
        ("no number", replaced("minutes_per_unit", "15.5"), "line 2: has no whole number as 'minutes_per_unit'"),
        ("no such list", replaced("therapy_list", "often"), "line 2: has another 'therapy_list'"),
        ("no such source", replaced("list_source", "hearsay"), "line 2: has another 'list_source'"),
        ("no date", replaced("valid_from", "2026"), "line 2: holds something that is not a date"),
        ("a column too few", f"{HEAD}\n97110,GP\n", "line 2: has another number of columns"),
        ("no such column", "code,modifiers\n97110,GP\n", "line 2: has no column 'timed'"),
    ],
    ids=lambda v: v if len(v) < 20 else "",
)
def test_a_code_table_is_read_strictly(tmp_path: Path, name: str, text: str, said: str) -> None:
    """`Y` for `yes` must not become `no`: that would change units."""
    with pytest.raises(BadRuleBook) as caught:
        _ = site(tmp_path, **{"codes.csv": text}).codes
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("name", "row", "dates", "said"),
    [
        ("an indicator of none", "97150,97110,2,,,,", DATED, "ncci-ptp.csv line 2: has another 'indicator'"),
        ("no date of its own", "97150,97110,1,,,,", "{}", ""),
        ("a broken date", "97150,97110,1,1.1.2020,,,", DATED, "line 2: holds something that is not a date"),
        ("tables that are no JSON", "97150,97110,1,,,,", "{", "ncci/tables.json: is not JSON"),
    ],
    ids=lambda v: v if v[:1].isalpha() and len(v) < 25 else "",
)
def test_an_edit_table_is_read_strictly(tmp_path: Path, name: str, row: str, dates: str, said: str) -> None:
    """A table without its own date keeps the shipped one's, which is older and says so."""
    book = site(tmp_path, **{"ncci__ncci-ptp.csv": f"{PTP}{row}\n", "ncci__tables.json": dates})
    if not said:
        assert book.pairs().stale(ON)
        return
    with pytest.raises(BadRuleBook) as caught:
        book.pairs()
    assert said in str(caught.value)


def test_each_row_of_2020_keeps_its_own_mark() -> None:
    """What was read in the trade press only is not verified, though its table is."""
    table = RuleBook.default().pairs()
    introduced = table.pair("97530", "97116", date(2020, 5, 1), date(2020, 3, 1))
    announced = table.pair("97530", "97116", date(2020, 11, 1), date(2020, 10, 1))
    assert introduced is not None
    assert announced is not None
    assert (introduced.cite.verified, announced.cite.verified) == (False, True)


def test_lint_reads_the_whole_book_and_names_all_at_once(tmp_path: Path) -> None:
    """A broken table, a policy that cannot be read and a file that nothing reads, each by its path."""
    book = site(
        tmp_path,
        **{
            "codes.csv": replaced("timed", "Y"),
            "policies__blue.toml": 'id = "blue"\n',
            "polices__red.toml": "",
            "label.csv": "code,label\n",
            "words.csv": "name,words,what\n",
        },
    )
    found = {problem.path: problem for problem in lint(book)}
    assert set(found) == {"codes.csv line 2", "policies/blue.toml", "polices/red.toml", "label.csv", "words.csv"}
    assert "lexicon/" in found["words.csv"].fix
    assert "policies/red.toml" in found["polices/red.toml"].fix
    assert "labels.csv" in found["label.csv"].fix


def test_lint_finds_nothing_in_what_ships_nor_in_a_sites_good_folder(tmp_path: Path) -> None:
    """Licensed names, a policy, a value and edit tables of its own; remarks and hidden files do not count."""
    cite = 'cite = { source = "Blue\'s guide" }'
    book = site(
        tmp_path,
        **{
            "labels.csv": "code,label\n97110,Ours\n",
            "policies__blue.toml": f'id = "blue"\nname = "B"\npayer = "commercial"\n[ncci]\nfollows = true\n{cite}\n',
            "values__kx.toml": f"[[near_dollars]]\nvalue = 100\n{cite}\n",
            "ncci__ncci-ptp.csv": f"{PTP}97150,97110,1,,,,\n",
            "ncci__tables.json": DATED,
            "README.md": "ours",
            ".kept": "",
        },
    )
    assert lint(book) == ()
    assert lint(RuleBook.default()) == ()


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ("{hers} squat", r"interventions/names\.csv line 2: has \{hers\}, which stands for no words"),
        (
            "curl;{deep {wall|split}|low} squat",
            r"line 2: has braces in braces.* in '\{deep \{wall\|split\}\|low\} squat'",
        ),
        ("{deep|low squat", r"line 2: has braces in braces, or a brace or \| without its pair"),
    ],
)
def test_braces_of_the_interventions_are_read_strictly(tmp_path: Path, names: str, said: str) -> None:
    """What stands in braces within braces would be cut in pieces that no note has."""
    book = site(tmp_path, **{"interventions__names.csv": f"names,code,alternates,decides,only\n{names},97110,,yes,\n"})
    with pytest.raises(BadRuleBook, match=said):
        _ = book.interventions
