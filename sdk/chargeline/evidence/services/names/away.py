"""Where a text speaks of home: what is done there is no treatment, what one was for ("gait for home") is no place."""

from __future__ import annotations

from chargeline.evidence.text.lists import word_set

TOLD = word_set("reports reported states stated used uses using did does instructed told advised educated attends")
"""Words before which a patient's own doing is told of, or asked for."""
AIMS = word_set("for to so")
"""Words behind which stands what something was given for: "for stairs at home", "so she can cook at home"."""
PARTS = AIMS | word_set(", ; (")
"""The same, and marks behind which something else may be said: "TE 15 min, walks better at home"."""
_AT = frozenset({"at", "in"})
_WHOSE = word_set("the his her their own patient's pt's")
DOING = word_set(
    "do does did done doing perform performs performed performing complete completes completed practice practices"
    " practiced practicing continue continues continued try use uses used try it them this these those that same"
    " he she they pt patient wife husband son daughter mom mother family caregiver spouse with w/ by and also again"
    " can will to alone independently self mod be being is was were daily nightly as well all of min mins minutes x"
)
"""Words of somebody's doing something, which name no other thing."""


def is_there(words: list[str], name: int, home: int, parts: frozenset[str]) -> bool:
    """Whether the word at `home` says that what a name before the word `name` stands for was done at home.

    It does where it is a place, "at home", and no word of `parts` stands between with more than a doing behind it.
    """
    place = home - 1
    while place > name and words[place] in _WHOSE:
        place -= 1
    if words[place] not in _AT:
        return False
    parted = max((k for k in range(name, place) if words[k] in parts), default=None)
    return parted is None or all(word in DOING or word.isdigit() for word in words[parted + 1 : place])
