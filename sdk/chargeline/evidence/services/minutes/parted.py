"""Minutes parted between the names behind them: "45 minutes: 20 on MT, 25 on TE", "15 min each of TE and MT"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chargeline.evidence.services.minutes.lines import FEWEST, Minutes
from chargeline.evidence.text.lists import word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment

if TYPE_CHECKING:
    from chargeline.evidence.services.names.naming import Anchor

_COUNTS = ("number", "minutes")
_SPENT = word_set("were was spent on of in for to doing performing mins minutes")
_SHARED = word_set("each ea apiece evenly equally split divided")
_EACH = (["each"], ["ea"], ["apiece"])
_SHARING = _SHARED | word_set("of for on to in : , - / & + and between among was were spent")


def is_parted(segment: Segment, hit: Hit) -> bool:
    """Whether a name is one of those that minutes before it are parted between."""
    if "minutes" not in segment.kinds:
        return False
    return _is_shared(segment, hit) if not _SHARED.isdisjoint(segment.said) else _part(segment, hit) is not None


def give_parted(here: list[Anchor]) -> bool:
    """Gives each of several names the number before it, where these make up the minutes told before all of them.

    So it does what is said of each of them: "30 min: 15 min each of TE and MT".
    """
    segment = here[0].segment
    if len(here) < 2 or "minutes" not in segment.kinds or any(one.segment is not segment for one in here):
        return False
    if (each := _of_each(segment, here[0].hit)) and each.quantity:
        for anchor in here:
            anchor.minutes.append(Minutes(round(each.quantity.value), None, segment, each.start, each.end))
        return True
    own = [(anchor, number) for anchor in here if (number := _part(segment, anchor.hit))]
    if len(own) < len(here):
        return False
    for anchor, number in own:
        assert number.quantity is not None
        anchor.minutes.append(Minutes(round(number.quantity.value), None, segment, number.start, number.end))
    return True


def _of_each(segment: Segment, first: Hit) -> Hit | None:
    """The last minutes of a sentence, if they are said of each of the names from the first on."""
    last, words = segment.kinds["minutes"][-1], segment.scan.words
    told = last.quantity is not None and last.quantity.second is None and words[last.j : last.j + 1] in _EACH
    return last if told and _SHARING.issuperset(words[last.j : first.i]) and last.j <= first.i else None


def _part(segment: Segment, hit: Hit) -> Hit | None:
    """The number right before a name, if it is one of those that make up the first minutes of their sentence."""
    whole, *rest = segment.all(*_COUNTS)
    told = [one.quantity.value for one in rest if one.quantity and one.quantity.second is None]
    if whole.quantity is None or whole.quantity.kind != "minutes" or len(told) < 2:
        return None
    if len(told) < len(rest) or min(told) < FEWEST or sum(told) != whole.quantity.value:
        return None
    words = segment.scan.words
    return next((one for one in rest if one.j <= hit.i and _SPENT.issuperset(words[one.j : hit.i])), None)


def _is_shared(segment: Segment, hit: Hit) -> bool:
    """Whether nothing but such names and words of sharing stands between minutes, before or behind, and a name."""
    words = segment.scan.words
    names = {k for one in segment.kinds["services"] for k in range(one.i, one.j)}
    gaps = [range(one.j, hit.i) if one.j <= hit.i else range(hit.j, one.i) for one in segment.kinds["minutes"]]
    return any(
        not _SHARED.isdisjoint(words[k] for k in gap) and all(k in names or words[k] in _SHARING for k in gap)
        for gap in gaps
    )
