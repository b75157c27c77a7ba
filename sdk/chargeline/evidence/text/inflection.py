"""Phrases of a table that stand for several: "cue~" for "cued" and "cuing", "{on|at} eval" for "on eval", "at eval"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

from chargeline.errors import BadRuleBook, Problem
from chargeline.evidence.text.folding import in_order

_VOWELS = "aeiou"
HISSING = ("s", "x", "z", "ch", "sh", "o")
"""What takes an e before the s of a plural or of a third person: boxes, catches, goes."""


def forms(verb: str) -> Iterator[str]:
    """walk: walk, walks, walked, walking; use: using; carry: carried; step: stepped; take: took, taken."""
    yield verb
    stem = verb.removesuffix("e")
    ends = "es" if verb.endswith(HISSING) else "s"
    if verb.endswith("y") and verb[-2] not in _VOWELS:
        yield from (verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing")
    elif verb in _PASTS:
        yield from (verb + ends, *_PASTS[verb].split(), stem + "ing")
    else:
        yield from (verb + ends, stem + "ed", stem + "ing")
    if verb[-1] not in "ewxy" and verb[-2] in _VOWELS:
        yield from (verb + verb[-1] + "ed", verb + verb[-1] + "ing")


def plurals(word: str) -> Iterator[str]:
    """The plurals a word may have."""
    if len(word) > 2 and word.isalpha():
        yield word + ("es" if word.endswith(HISSING) else "s")
        if word.endswith("y"):
            yield word[:-1] + "ies"


def singulars(word: str) -> Iterator[str]:
    """The words of which this may be a plural."""
    if word[-1:] != "s" or len(word) < 4 or not word.isalpha():
        return
    if word[-2] != "s":
        yield word[:-1]
    if word[-2] == "e" and len(word) > 4:
        if word[:-2].endswith(HISSING):
            yield word[:-2]
        if word[-3] == "i":
            yield word[:-3] + "y"


_PASTS = {
    "bring": "brought",
    "catch": "caught",
    "come": "came",
    "cut": "cut",
    "do": "did does done",
    "draw": "drew drawn",
    "drink": "drank",
    "drive": "drove driven",
    "eat": "ate eaten",
    "fall": "fell fallen",
    "feed": "fed",
    "feel": "felt",
    "find": "found",
    "forget": "forgot forgotten",
    "get": "got gotten",
    "give": "gave given",
    "go": "went goes gone",
    "grow": "grew",
    "have": "had has",
    "hold": "held",
    "keep": "kept",
    "leave": "left",
    "lose": "lost",
    "make": "made",
    "pay": "paid",
    "put": "put",
    "ride": "rode",
    "run": "ran",
    "see": "saw seen",
    "set": "set",
    "show": "shown",
    "sit": "sat",
    "sleep": "slept",
    "speak": "spoke spoken",
    "stand": "stood",
    "swim": "swam",
    "take": "took taken",
    "teach": "taught",
    "tell": "told",
    "throw": "threw thrown",
    "wake": "woke",
    "wear": "wore worn",
    "write": "wrote written",
}
STANDS_FOR = {
    "him": in_order("him her them me pt patient"),
    "his": in_order("his her their my the"),
    "himself": in_order("himself herself themselves myself"),
    "monday": in_order(
        "monday mon tuesday tues tue wednesday wed weds thursday thurs thur thu friday fri saturday sunday"
    ),
    "wife": in_order(
        "wife husband spouse partner mother mom father dad parent parents daughter son sister brother family caregiver"
        " aide staff neighbor friend roommate someone"
    ),
}
"""Words in braces that stand for others of their kind: "needs {wife} to"."""
_BRACES = re.compile(r"\{([^{}]*)\}")
_WITH = re.compile(r"\bwith\b")
_OPEN = re.compile(r"([a-z]+)~|\{([^}]*)\}")


def check(text: str, path: str) -> None:
    """Refuse a table's braces that stand for no words or that are not pairs. Raises BadRuleBook."""
    pairs: list[str] = _BRACES.findall(text)
    for word in pairs:
        if "|" not in word and word not in STANDS_FOR:
            known = ", ".join(f"{{{name}}}" for name in STANDS_FOR)
            fix = f"Write the words out, parted by |, or use one of {known}."
            raise BadRuleBook((Problem(path=path, message=f"has {{{word}}}, which stands for no words.", fix=fix),))
    paired = len(pairs), len(pairs), sum([word.count("|") for word in pairs])
    if (text.count("{"), text.count("}"), text.count("|")) != paired:
        phrase = next(one for one in text.split(";") if _SIGN.search(_BRACES.sub("", one)))
        said = f"has braces in braces, or a brace or | without its pair, in {phrase!r}."
        raise BadRuleBook((Problem(path=path, message=said, fix="Write {one|other}, and no braces within."),))


_SIGN = re.compile(r"[{}|]")


def expand(phrase: str) -> Iterator[str]:
    """Every form of a phrase with `~`, a word in braces or alternatives in braces: "{min|mod} cues"; "w/" for "with".

    Raises KeyError for a word in braces that stands for nothing: `check` tells the table's writer before.
    """
    for form in _written_out(phrase) if "~" in phrase or "{" in phrase else (phrase,):
        yield form
        if "with" in form and (short := _WITH.sub("w/", form)) != form:
            yield short


def first_piece(phrase: str) -> str:
    """What stands before the first blank outside of braces."""
    found = _PIECE.match(phrase)
    return found[0] if found else ""


def tie(text: str) -> str:
    """The text without blanks in braces: split at blanks, alternatives stay together, and `untie` gives them back."""
    return _BRACES.sub(_tied, text)


def untie(piece: str) -> str:
    """What stands between blanks, as it is written."""
    return piece.replace(_TIE, " ") if _TIE in piece else piece


_TIE = "\0"


def _tied(braces: re.Match[str]) -> str:
    return braces[0].replace(" ", _TIE)


_PIECE = re.compile(r"(?:\{[^}]*\}|[^\s{])+")


def _written_out(phrase: str) -> Iterator[str]:
    """Every choice of forms and alternatives, the last of them changing first; no blank is left of an empty one."""
    parts = _OPEN.split(phrase)
    if len(parts) == _ALONE and not parts[0] and not parts[-1]:
        yield from (" ".join(one.split()) for one in _choices(parts[1], parts[2]))
        return
    choices = [[parts[0]]]
    for verb, braces, fixed in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        choices += [_choices(verb, braces), [fixed]]
    for chosen in product(*choices):
        yield " ".join("".join(chosen).split())


_ALONE = 4
"""Parts of a phrase that is one verb or one pair of braces."""


def _choices(verb: str | None, braces: str) -> list[str]:
    if verb:
        return list(forms(verb))
    if "|" not in braces:
        return STANDS_FOR[braces]
    return [form for one in braces.split("|") for form in (_written_out(one) if "~" in one else (one,))]
