"""A line counts on the code that the clinician entered or accepted."""

from __future__ import annotations

from chargeline.model import AnswerGiven, Because, Citation, Evidence
from chargeline.rules.rule import Rule
from chargeline.rules.words import listed

RULE = Rule(
    code="CL201",
    name="code_entered",
    what="Counts each service on the code that the clinician entered, or on the one accepted through an answer.",
    why="Choosing the code is the clinician's act. A suggestion changes no line until somebody accepts it.",
    fix="Nothing to mend. Another code is entered in the chart or accepted through the question.",
    citations=(Citation(source="CMS 100-02 ch. 15 s220.3", verified=True),),
)


def entered(evidence: tuple[Evidence, ...]) -> Because:
    """The code stands in the structure or in the note."""
    return Because(rule=RULE.name, message="The code as it was entered.", citation=RULE.citations[0], evidence=evidence)


def further(code: str, entered: tuple[str, ...], evidence: tuple[Evidence, ...]) -> Because:
    """The code follows from the family of the one entered."""
    message = f"{code} beside {listed(entered)}: one family, of which the first unit takes the first code."
    return Because(rule=RULE.name, message=message, citation=RULE.citations[0], evidence=evidence)


def accepted(question: str) -> Because:
    """The code was accepted through an answer."""
    return Because(
        rule=RULE.name,
        message="The code as the clinician accepted it.",
        citation=RULE.citations[0],
        evidence=(AnswerGiven(answer=question),),
    )
