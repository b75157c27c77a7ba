"""One fault-injected run: a click, its fault, a death or none, and a user who does the sensible next thing.

Afterwards the EHR is asked for the truth, and the run is counted: a double is a second charge by our hand, a loss is
a page that says otherwise than the EHR, a silent drop is a change that no page showed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from random import Random
from typing import Any, Final

from sqlalchemy import event
from tests.faults.amending import COPIES, Amending
from tests.faults.catalogue import CHANGES, DEATHS, FAULTS
from tests.faults.clinic import BY, Clinic, a_line, a_report, a_visit, open_clinic
from tests.faults.ehr import BASE

from chargeline_launch.seal import Seal
from chargeline_plugin.fhir.transport import Transport
from chargeline_plugin.fhir.write import nothing
from chargeline_plugin.ledger.engine import make_engine
from chargeline_plugin.ledger.ledger import Ledger
from chargeline_plugin.visit.visit import PatientSeen, Visit
from chargeline_plugin.writeback.history import history_of
from chargeline_plugin.writeback.orders import NOTES
from chargeline_plugin.writeback.outcome import Confirmed, Outcome, Refused
from chargeline_plugin.writeback.unknown import look_again, person_says

RUNGS: Final = {
    "charge_conditional_create": "generic",
    "charge_search_then_create": "generic",
    "charge_create_op": "oracle",
    "draft_note": "epic",
}
CLICKS: Final = 4
DEATH_RATE: Final = 0.15
SECOND_TAB_RATE: Final = 0.2
BY_HAND_RATE: Final = 0.05
AMEND_RATE: Final = 0.3
UNSEEN: Final = frozenset({"not_visible", "not_read_back"})


class Killed(BaseException):
    """The process is gone."""


@dataclass(slots=True)
class Tally:
    """What all runs together came to."""

    runs: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    deaths: Counter[str] = field(default_factory=Counter)
    ended: Counter[str] = field(default_factory=Counter)
    unknowns: Counter[str] = field(default_factory=Counter)
    amended: Counter[str] = field(default_factory=Counter)
    drops: int = 0
    doubles: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """What other runs came to."""
        for item in fields(self):
            setattr(self, item.name, getattr(self, item.name) + getattr(other, item.name))

    @property
    def sound(self) -> bool:
        """Whether nothing was doubled, lost or dropped in silence."""
        return not self.doubles and not self.lost and not self.silent


@dataclass(slots=True)
class World:
    """What runs share: one ledger that grows, one transport, one seal."""

    url: str
    seal: Seal
    ledger: Ledger
    transport: Transport

    @classmethod
    def at(cls, url: str, seal: Seal) -> World:
        """A world at an empty database. No machine loses its power here, so nobody waits for the disk."""
        engine = make_engine(url)
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF"))
        ledger = Ledger(engine, seal)
        ledger.prepare()
        transport = Transport(threads=4)
        transport.session.trust_env = False  # no proxy stands before an EHR inside the process
        return cls(url=url, seal=seal, ledger=ledger, transport=transport)


class Run:
    """One run. `name` goes into the tally when something is wrong, to be run again by its seed."""

    def __init__(self, number: int, random: Random, world: World, tally: Tally) -> None:
        self.random, self.world, self.tally = random, world, tally
        self.rung = random.choice(list(RUNGS))
        self.fault = random.choice(FAULTS)
        self.death = random.choice(DEATHS) if random.random() < DEATH_RATE else None
        self.name = f"run {number}: {self.rung}, {self.fault.name}, {self.death or 'no death'}"
        patient = f"p{number}"
        self.clinic: Clinic = open_clinic(RUNGS[self.rung], world.ledger, world.transport, patient)
        self.visit: Visit = a_visit(patient=PatientSeen(id=patient, name="", birth_date=None))
        codes = ("97110", "97140", "97530")[: random.randint(1, 3)]
        self.report = a_report(*(a_line(code, random.randint(1, 3)) for code in codes))
        self.last: dict[str, Outcome] = {}
        self.shown: set[str] = set()
        self.was_unknown: set[str] = set()

    def go(self) -> None:
        """Click, do what a sensible user does next, and count."""
        self.tally.runs += 1
        self.tally.faults[self.fault.name] += 1
        tab = self._preview()
        self.clinic.ehr.misbehave(self.fault)
        if self.random.random() < BY_HAND_RATE and self.rung not in NOTES:
            self._someone_enters_by_hand()
        self._click_and_maybe_die(tab)
        if self.random.random() < SECOND_TAB_RATE:
            self._take(self._click(tab))
        self.clinic.ehr.misbehave(FAULTS[0])
        for _ in range(CLICKS):
            self._look_at_unknowns()
            if not self._click_again():
                break
        self._look_at_unknowns()
        self._count()
        self._maybe_amend()

    # --- the user -------------------------------------------------------------------------------------------

    def _preview(self) -> Any:
        return self.clinic.preview(self.report, self.visit, self.rung)

    def _click(self, preview: Any) -> Any:
        reasons = {line.line_id: "looked at it, both are right" for line in preview.lines} if self.shown else {}
        result = self.clinic.click(preview, visit=self.visit, reasons=reasons)
        if isinstance(result, Refused) and result.code == "charge_appeared":
            reasons = dict.fromkeys(result.lines, "looked at it, both are right")
            result = self.clinic.click(preview, visit=self.visit, reasons=reasons)
        return result

    def _click_and_maybe_die(self, preview: Any) -> None:
        self._take(self.dying_at(self.death, lambda: self._click(preview)))

    def dying_at(self, death: str | None, click: Callable[[], Any]) -> Any:
        """What a click comes to; None when the process died at the step `death` and was started again."""
        steady = self.clinic.means

        def die(step: str) -> None:
            if step == death:
                raise Killed

        if death:
            self.tally.deaths[death] += 1
            self.clinic.means = replace(steady, step=die)
            self.clinic.means.writer._step = die
        try:
            return click()
        except Killed:
            return self._restart(steady)
        finally:
            self.clinic.means = replace(self.clinic.means, step=nothing)
            self.clinic.means.writer._step = nothing

    def _restart(self, steady: Any) -> None:
        """Another process, minutes later: what was pending is given up as unknown, and shown."""
        again = Ledger(self.world.ledger._engine, self.world.seal)
        self.clinic.ledger, self.clinic.means = again, replace(steady, ledger=again)
        self.clinic.pass_time(200)
        self.clinic.ehr.arrive()
        again.give_up_interrupted(now=self.clinic.moment)
        self.read_the_page()

    def read_the_page(self) -> None:
        """It shows what was read back before the death, and asks for a look at what nobody has seen in the EHR."""
        for line in history_of(self.visit, BASE, self.clinic.ledger):
            if line.differences:
                self.shown.update(line.line_ids)
            if line.unseen:
                result = look_again(line.key, means=self.clinic.means, by=BY)
                if isinstance(result, tuple):
                    self.see(result)

    def _take(self, result: Any) -> None:
        if isinstance(result, Confirmed):
            self.see(result.outcomes)

    def see(self, outcomes: tuple[Outcome, ...]) -> None:
        for outcome in outcomes:
            if outcome.state == "already" and outcome.line_id in self.last and outcome.code == "already_sent":
                continue
            self.last[outcome.line_id] = outcome
            if outcome.differences or {outcome.read_back, outcome.code} & UNSEEN:
                self.shown.add(outcome.line_id)
            if outcome.state == "unknown":
                self.was_unknown.add(outcome.key)

    def _look_at_unknowns(self) -> None:
        for key in sorted({o.key for o in self.last.values() if o.state == "unknown"}):
            if self.random.random() < 0.5:
                self.clinic.pass_time(90)
                self.clinic.ehr.settle()
            result = look_again(key, means=self.clinic.means, by=BY)
            if isinstance(result, tuple):
                self.see(result)
                if result[0].state == "unknown":
                    result = self._a_person_looks(key)
                self._ended(key, result)

    def _a_person_looks(self, key: str) -> Any:
        """They look where the EHR shows all that it holds, once it has settled, and tell the truth."""
        self.clinic.pass_time(90)
        self.clinic.ehr.settle()
        result = person_says(key, there=bool(self._standing(key)), means=self.clinic.means, by=BY)
        if isinstance(result, tuple):
            self.see(result)
        return result

    def _ended(self, key: str, result: Any) -> None:
        if isinstance(result, tuple) and key in self.was_unknown:
            self.tally.unknowns[result[0].code] += 1
            self.was_unknown.discard(key)

    def _click_again(self) -> bool:
        """Whether anything was left that a user would click again for."""
        wanted = {line.id for line in self.report.charge_lines}
        done = {line for line, outcome in self.last.items() if outcome.state in ("written", "already")}
        if wanted <= done:
            return False
        self._take(self._click(self._preview()))
        return True

    def _maybe_amend(self) -> None:
        """One line that is in the EHR is corrected or taken back, under a fault of its own."""
        if self.random.random() >= AMEND_RATE or self.rung in NOTES or self.fault.change in COPIES:
            return
        written = [outcome for outcome in self.last.values() if outcome.state in ("written", "already")]
        if written:
            Amending(self, self.random.choice(written)).go()

    def _someone_enters_by_hand(self) -> None:
        body = {k: v for k, v in self._preview().orders[0].confirmed.items() if k != "identifier"}
        self.clinic.ehr._store("ChargeItem", {**body, "status": "billable"})

    # --- the truth ------------------------------------------------------------------------------------------

    def _standing(self, key: str) -> list[dict[str, Any]]:
        """What the EHR holds of one order, whatever it made of it."""
        entry = self.clinic.ledger.entry(key)
        if entry is None:
            return []
        if self.rung in NOTES:
            return list(self.clinic.ehr.stored["DocumentReference"].values())
        ehr = self.clinic.ehr
        return [item for item in ehr.charges if ehr.sent_under[item["id"]] == key]

    def _count(self) -> None:
        self.clinic.ehr.settle()
        for line in self.report.charge_lines:
            outcome = self.last.get(line.id)
            ended = outcome.state if outcome else "nothing"
            self.tally.ended[ended] += 1
            key = outcome.key if outcome else ""
            standing = len(self._standing(key)) if key else 0
            self._judge(line.id, ended, standing)
        if self.fault.change in CHANGES and self.clinic.ehr.counts.altered:
            self.tally.drops += 1
            if not self.shown:
                self.tally.silent.append(self.name)

    def _judge(self, line: str, ended: str, standing: int) -> None:
        allowed = 2 if self.fault.change in ("split", "delivered-twice") and self.shown else 1
        if standing > allowed:
            self.tally.doubles.append(f"{self.name}: {line} stands {standing} times")
        if (ended in ("written", "already")) != bool(standing):
            self.tally.lost.append(f"{self.name}: {line} is said to be {ended} and stands {standing} times")
