"""Who gave which minutes of a line: the therapist, the assistant, a student, an aide."""

from __future__ import annotations

from bisect import bisect_left

from chargeline.evidence.text.scan import Hit, Scan
from chargeline.evidence.text.structure import Segment


def performers(segment: Segment) -> dict[int, str]:
    """Who gave which minutes, by the number's token: named before each number, or after each, or for the whole line."""
    named = [hit for hit in segment.kinds.get("performers", ()) if is_role(segment.scan, hit)]
    counts = [hit for hit in segment.kinds.get("quantity", ()) if is_count(hit)]
    if not named or not counts:
        return {}
    words = segment.scan.words
    if named[0].i == segment.i and words[named[0].j : named[0].j + 1] == [":"] and len(named) == 1:
        return dict.fromkeys((hit.i for hit in counts), _role(named[0]))
    found: dict[int, str] = {}
    trailing = any(0 <= named[0].i - hit.j <= 0 for hit in counts) and not any(
        0 <= hit.i - named[-1].j <= 1 for hit in counts
    )
    for one in named:
        given = next((hit for hit in counts if _gave(words, one, hit)), None) if not trailing else None
        given = given or next((hit for hit in reversed(counts) if _given_by(words, hit, one)), None)
        if given is not None:
            found.setdefault(given.i, _role(one))
    return found


def role_in(scan: Scan, start: int, end: int) -> str | None:
    """The one role named between two places; None where there is none, or more than one."""
    roles: set[str] = set()
    for n in range(bisect_left(scan.hits, start, key=start_of), bisect_left(scan.hits, end, key=start_of)):
        hit = scan.hits[n]
        if "performers" in hit.entries and is_role(scan, hit):
            roles.add(_role(hit))
    return roles.pop() if len(roles) == 1 else None


def is_role(scan: Scan, hit: Hit) -> bool:
    """Initials count in capitals only: "pt" is the patient."""
    written = scan.text[hit.start : hit.end].replace("/", "").replace(".", "")
    return written.isupper() or len(written) > 4


def is_count(hit: Hit) -> bool:
    quantity = hit.quantity
    return quantity is not None and quantity.kind in ("minutes", "number") and quantity.second is None


def _role(hit: Hit) -> str:
    return hit.entries["performers"].more


def _gave(words: list[str], who: Hit, count: Hit) -> bool:
    """ "PTA 12", "PTA: 12 min"."""
    return 0 <= count.i - who.j <= 1 and all(
        word in (":", "-", "=", "x", "for", ",") for word in words[who.j : count.i]
    )


def _given_by(words: list[str], count: Hit, who: Hit) -> bool:
    """ "12 min by the PTA", "13 PTA"."""
    return 0 <= who.i - count.j <= 3 and all(
        word in ("by", "with", "w", "(", "/", "the", "-") for word in words[count.j : who.i]
    )


def start_of(hit: Hit) -> int:
    """Where a hit begins."""
    return hit.start
