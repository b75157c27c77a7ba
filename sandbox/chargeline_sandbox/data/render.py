"""A note's text in the formats that EHRs send: plain text, HTML (Epic's tables) and RTF.

A line of cells parted by ` | ` is a table row. `{{day}}` and `{{day-7}}` in a story become dates.
"""

import html
import re
from datetime import date, timedelta

_DAY = re.compile(r"\{\{day([+-]\d+)?\}\}")
_HEADING = re.compile(r"([A-Z][A-Za-z /&]{0,30}):\s*(.*)")


def dated(text: str, day: date) -> str:
    """The text with its day placeholders filled in, as US therapists write dates."""

    def written(match: re.Match[str]) -> str:
        found = day + timedelta(days=int(match.group(1) or 0))
        return f"{found.month}/{found.day}/{found.year}"

    return _DAY.sub(written, text).strip("\n") + "\n"


def rendered(text: str, content_type: str) -> bytes:
    """The note as bytes of one content type."""
    if content_type.startswith("text/html"):
        return _html(text).encode()
    if content_type.startswith("text/rtf"):
        return _rtf(text).encode("ascii")
    return _plain(text).encode()


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.split(" | ")]


def _plain(text: str) -> str:
    rows = [_cells(line) if " | " in line else [line] for line in text.splitlines()]
    return "\n".join("   ".join(f"{cell:<26}" for cell in row[:-1]) + row[-1] for row in rows) + "\n"


def _html(text: str) -> str:
    """One table for the note, a row per line, headed lines in two cells; cells carry no space between them."""
    rows = []
    for line in filter(None, map(str.strip, text.splitlines())):
        headed = _HEADING.fullmatch(line)
        cells = _cells(line) if " | " in line else list(headed.groups()) if headed else [line]
        span = f' colspan="{4 - len(cells)}"' if len(cells) < 3 else ""
        shown = [f"<td>{html.escape(cell)}</td>" for cell in cells[:-1]]
        rows.append("<tr>" + "".join(shown) + f"<td{span}>{html.escape(cells[-1])}</td></tr>")
    return '<div class="fmtConv"><table><tbody>' + "".join(rows) + "</tbody></table></div>"


def _rtf(text: str) -> str:
    lines = [r"\tab ".join(_rtf_escape(cell) for cell in _cells(line)) for line in text.splitlines()]
    head = r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0 Arial;}}\f0\fs20 "
    return head + "".join(line + r"\par" + "\n" for line in lines) + "}"


def _rtf_escape(text: str) -> str:
    return "".join(map(_rtf_character, text))


def _rtf_character(character: str) -> str:
    if character in "\\{}":
        return "\\" + character
    if ord(character) < 128:
        return character
    try:
        return f"\\'{character.encode('cp1252')[0]:02x}"
    except UnicodeEncodeError:
        return f"\\u{ord(character)}?"
