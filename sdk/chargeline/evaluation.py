"""The whole public verb: an encounter in, a report out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from chargeline.book import Policy, RuleBook
from chargeline.charging.groups import groups
from chargeline.charging.lines import draw, left_out, stamped
from chargeline.charging.pool import BOTH, Count, agree, allocation, count
from chargeline.charging.services import read_out, settle
from chargeline.errors import BadEncounter, Problem, UnknownPolicy
from chargeline.evidence.reading import DocumentedService, Reading
from chargeline.model import CONTRACT, Alert, Allocation, Element, Encounter, Question, Report, RulesUsed, TableUsed
from chargeline.rules.answers import answer_unasked
from chargeline.rules.edits import separate_time
from chargeline.rules.edits.pairs import codes_together
from chargeline.rules.elements.documented import asked
from chargeline.rules.payers import assistant_required, counting_method, payer_policy
from chargeline.rules.register import RULES
from chargeline.rules.rule import Case, Check, Finding, Hold, Put, nothing
from chargeline.rules.treated import Treated
from chargeline.rules.weight import weighed

if TYPE_CHECKING:
    from chargeline.evidence.earlier import Earlier


def evaluate(
    encounter: Encounter | Mapping[str, Any],
    *,
    book: RuleBook | None = None,
    policy: str | None = None,
    known_on: date | None = None,
) -> Report:
    """Read one encounter and say what it lacks and which charge lines it supports.

    `policy` names the payer policy instead of the encounter's own. `known_on` replays what could be known on a day.
    Raises BadEncounter with every problem at once, and UnknownPolicy.
    """
    book = book or RuleBook.default()
    given = _encounter(encounter, book)
    case = _open(given, book, policy or given.policy, known_on)
    rules = _active(case.on, case.policy.rules_off if case.policy else frozenset())
    case = _counted(case, settle(case, rules.holds))
    if off := separate_time.left_off(case):
        case = _counted(case, tuple(one._replace(held=off.get(one.code or "", one.held)) for one in case.treated))
    if case.policy and case.lines:
        case = replace(case, lines=stamped(case, case.policy, rules.stamps))
    return _report(case, [finding for check in rules.checks for finding in check(case)])


def _counted(case: Case, treated: tuple[Treated, ...]) -> Case:
    """The case with its services counted, and their lines still without modifiers.

    Counted again, it keeps the codes that stood together: an answer about them left one of them off.
    """
    services = tuple(map(read_out, treated))
    case = replace(case, treated=treated, services=services, asked=asked(case, services))
    made, allocations = _count(case)
    counted = groups(case, made) if made else ()
    lines = draw(case, counted)
    together = case.together or codes_together(lines, case.encounter.history.same_day_charges or ())
    return replace(case, allocations=allocations, lines=lines, unbilled=left_out(case, counted), together=together)


class _Active(NamedTuple):
    """What the rules that run do, by when it is done, each in the order of the rules."""

    holds: tuple[Hold, ...]
    stamps: tuple[Put, ...]
    checks: tuple[Check, ...]


@lru_cache(maxsize=64)
def _active(on: date, off: frozenset[str]) -> _Active:
    """The rules that run for a service on that day; remembered, since visits come by the day and by the payer."""
    rules = [rule for rule in RULES if rule.active(on, off)]
    return _Active(
        holds=tuple(rule.hold for rule in rules if rule.hold),
        stamps=tuple(rule.stamp for rule in rules if rule.stamp),
        checks=tuple(rule.check for rule in rules if rule.check is not nothing),
    )


def _encounter(encounter: Encounter | Mapping[str, Any], book: RuleBook) -> Encounter:
    """The encounter, on a day that the book speaks of."""
    if isinstance(encounter, Encounter):
        outside = book.span.problem(encounter.date_of_service)
        if outside:
            raise BadEncounter((outside,))
        return encounter
    from chargeline.wire import read_encounter

    return read_encounter(encounter, book.span)


def _open(encounter: Encounter, book: RuleBook, policy: str | None, known_on: date | None) -> Case:
    """The case before anything is counted."""
    return Case(
        encounter=encounter,
        book=book,
        policy=_policy(encounter, book, policy),
        known_on=known_on,
        reading=_read(encounter, book),
        earlier=_look_back(encounter, book),
    )


def _look_back(encounter: Encounter, book: RuleBook) -> Earlier | None:
    """Today's notes beside the earlier ones, where these were read."""
    if encounter.history.previous_notes is None:
        return None
    from chargeline.evidence.pages import look_back

    return look_back(encounter, book.lexicon)


def _policy(encounter: Encounter, book: RuleBook, named: str | None) -> Policy | None:
    """The payer policy, named or answered; None while nobody says which it is."""
    answered = next((answer.value for answer in encounter.answers if answer.question == payer_policy.ID), None)
    named = named or (answered if answered in book.policies else None)
    if named is None:
        return None
    return _payer(encounter, book, named, "/policy")


def _payer(encounter: Encounter, book: RuleBook, id_: str, path: str) -> Policy:
    """The policy named at `path`, with what was answered about it.

    Raises UnknownPolicy, and BadEncounter when it is for other days.
    """
    try:
        policy, on = book.policy(id_), encounter.date_of_service
    except UnknownPolicy as error:
        raise UnknownPolicy(id_, error.known, path) from None
    if (policy.from_ and on < policy.from_) or (policy.until and on > policy.until):
        said = f"is a policy for services from {policy.from_ or 'the beginning'} until {policy.until or 'now'}."
        raise BadEncounter((Problem(path=path, message=said, fix="Name the policy of that day."),))
    answers = {answer.question: answer.value for answer in encounter.answers}
    method = answers.get(counting_method.question_id(id_))
    if policy.method is None and method in BOTH:
        policy = replace(policy, method=method)
    wanted = answers.get(assistant_required.question_id(id_))
    if policy.assistant_required is None and wanted in assistant_required.ANSWERS:
        policy = replace(policy, assistant_required=assistant_required.ANSWERS[wanted])
    return policy


def _read(encounter: Encounter, book: RuleBook) -> Reading:
    """What the notes and the services' texts say; without any text, the structure alone."""
    if encounter.notes or any(service.text for service in encounter.services):
        from chargeline.evidence.read import read

        return read(encounter, book.lexicon, book.interventions)
    return Reading(
        services=tuple(
            DocumentedService(
                id=service.id,
                origin="input",
                code=service.code,
                text="",
                minutes=service.minutes,
                assistant_minutes=service.assistant_minutes,
            )
            for service in encounter.services
        )
    )


def _count(case: Case) -> tuple[Count | None, tuple[Allocation, ...]]:
    """The count that lines use, and every allocation to show.

    While the payer's method is not known there is none, unless both methods come to the same.
    """
    primary, secondary = case.policy, _secondary(case)
    if primary is None or primary.method is None:
        made = [count(case, method, primary) for method in BOTH]
        same = primary is not None and agree(case, made)
        shown = tuple(allocation(case, one, primary, "primary", drawn=same) for one in made)
        return (made[0] if same else None), shown + (secondary if same else ())
    used = count(case, primary.method, primary)
    return used, (allocation(case, used, primary, "primary"), *secondary)


def _secondary(case: Case) -> tuple[Allocation, ...]:
    """How another secondary payer counts the same minutes."""
    named = case.encounter.secondary_policy
    if named is None:
        return ()
    policy = _payer(case.encounter, case.book, named, "/secondary_policy")
    if case.policy and policy.id == case.policy.id:
        return ()
    methods = (policy.method,) if policy.method else BOTH
    return tuple(allocation(case, count(case, method, policy), policy, "secondary") for method in methods)


def _report(case: Case, findings: list[Finding]) -> Report:
    """The case and its findings as the report, answered questions left out."""
    alerts, questions, elements = _sorted(findings)
    asked = {question.id: question for question in questions}
    alerts += answer_unasked.unasked(case, asked)
    answers = [answer for answer in case.encounter.answers if answer.question in asked]
    answered = {answer.question for answer in answers if answer_unasked.fits(asked[answer.question], answer)}
    return Report(
        contract=CONTRACT,
        encounter=case.encounter.id,
        policy=case.policy.id if case.policy else None,
        rules=RulesUsed(version=case.book.version, digest=case.book.digest, tables=_tables(case)),
        services=case.services,
        allocations=case.allocations,
        charge_lines=case.lines,
        unbilled=case.unbilled,
        elements=tuple(elements),
        alerts=tuple(map(weighed, alerts)),
        questions=tuple(question for id_, question in asked.items() if id_ not in answered),
    )


def _sorted(findings: list[Finding]) -> tuple[list[Alert], list[Question], list[Element]]:
    """The findings by what they are, each in the order of the rules."""
    alerts: list[Alert] = []
    questions: list[Question] = []
    elements: list[Element] = []
    for one in findings:
        if isinstance(one, Element):
            elements.append(one)
        elif isinstance(one, Alert):
            alerts.append(one)
        else:
            questions.append(one)
    return alerts, questions, elements


def _tables(case: Case) -> tuple[TableUsed, ...]:
    """The edit tables of this setting that the book holds."""
    setting = case.encounter.setting
    used = (case.book.pairs(setting).used(case.on), case.book.limits(setting).used(case.on))
    return tuple(table for table in used if table)
