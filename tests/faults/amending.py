"""After the click, under the same faults: one line of a run is corrected or taken back.

The EHR is asked for the truth again: a line that stands twice, one that is gone though nobody took it back, a page
that says otherwise than the EHR, and a change that no page showed are counted as in run.py.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tests.faults.catalogue import CHANGES, DEATHS, FAULTS, NONE
from tests.faults.clinic import BILL_CODES, BY, a_line

from chargeline_plugin.fhir.uris import EXAMPLE
from chargeline_plugin.writeback.amend import Amendment, Offer, confirm_amendment, propose_correction, propose_reversal
from chargeline_plugin.writeback.outcome import Outcome, Refused
from chargeline_plugin.writeback.unknown import look_again, person_says

if TYPE_CHECKING:
    from tests.faults.run import Run

CAPABILITY: Final = Path(__file__).parents[1] / "fixtures" / "capability"
STATEMENTS: Final = {
    vendor: json.loads((CAPABILITY / name).read_text(encoding="utf-8"))
    for vendor, name in {"generic": "generic-full-write.json", "oracle": "cerner-style.json"}.items()
}
COPIES: Final = frozenset({"split", "delivered-twice"})
"""What leaves more than one charge, so that a line taken back leaves one behind: the page has shown it before."""
DEATH_RATE: Final = 0.15
STALE_RATE: Final = 0.1
STALE: Final = "stale version"


class Amending:
    """One line corrected or taken back; `first` is what became of its charge."""

    def __init__(self, run: Run, first: Outcome) -> None:
        self.run, self.first, self.clinic = run, first, run.clinic
        random = run.random
        self.kind = random.choice(("correction", "reversal"))
        self.fault = random.choice([fault for fault in FAULTS if fault.change not in COPIES])
        self.death = random.choice(DEATHS[2:]) if random.random() < DEATH_RATE else None
        self.stale = random.random() < STALE_RATE
        self.name = f"{run.name}; {self.kind}, {STALE if self.stale else self.fault.name}, {self.death or 'no death'}"
        run.shown.clear()

    def go(self) -> None:
        """Propose, confirm under the fault, settle what is unknown, and count."""
        proposal = self._proposed()
        if isinstance(proposal, Refused):
            self.run.tally.amended[f"{self.kind} refused: {proposal.code}"] += 1
            return
        self.run.tally.faults[STALE if self.stale else self.fault.name] += 1
        if self.stale:
            self._somebody_else_changes_it()
        ehr, altered = self.clinic.ehr, self.clinic.ehr.counts.altered
        ehr.misbehave(NONE if self.stale else self.fault)
        outcome = self._settled(proposal, self._clicked(proposal))
        ehr.settle()
        self._judge(proposal, outcome, altered=ehr.counts.altered > altered)

    def _proposed(self) -> Amendment | Refused:
        run, means = self.run, self.clinic.means
        vendor = self.clinic.vendor
        offer = Offer(
            capability=STATEMENTS[vendor], scopes="user/ChargeItem.crus", names=EXAMPLE, bill_codes=BILL_CODES
        )
        if self.kind == "reversal":
            return propose_reversal(self.first.key, run.visit, offer=offer, means=means)
        line = next(line for line in run.report.charge_lines if line.id == self.first.line_id)
        changed = a_line(line.code, line.units + 1, modifiers=("GP", "CQ"))
        return propose_correction(self.first.key, changed, run.visit, offer=offer, means=means)

    def _somebody_else_changes_it(self) -> None:
        for item in self._standing(""):
            item["meta"] = {"versionId": "77"}

    def _clicked(self, proposal: Amendment) -> Any:
        def click() -> Any:
            means = self.clinic.means
            return confirm_amendment(
                shown_digest=proposal.digest, amendment=proposal, means=means, by=BY, reason="wrong units"
            )

        return self.run.dying_at(self.death, click)

    def _settled(self, proposal: Amendment, done: Any) -> Outcome | None:
        """What the page says in the end. After a death that is what the ledger's row says."""
        key = proposal.order.key
        self.clinic.ehr.misbehave(NONE)
        outcome = self._seen(done)
        entry = self.clinic.ledger.entry(key)
        if entry is None or entry.state != "unknown":
            return outcome or (self._by_row(key, entry.state) if entry else None)
        outcome = self._seen(look_again(key, means=self.clinic.means, by=BY)) or outcome
        if outcome is None or outcome.state == "unknown":
            self.clinic.pass_time(90)
            self.clinic.ehr.settle()
            said = person_says(key, there=self._applied(key), means=self.clinic.means, by=BY)
            outcome = self._seen(said) or outcome
        if outcome is not None:
            self.run.tally.unknowns[outcome.code] += 1
        return outcome

    def _by_row(self, key: str, state: str) -> Outcome:
        written = state in ("written", "verified-written")
        return replace(self.first, key=key, state="written" if written else "rejected", code=state)

    def _seen(self, done: Any) -> Outcome | None:
        if not isinstance(done, tuple):
            return None
        outcome: Outcome = done[0]
        self.run.see(done)
        return outcome

    # --- the truth ------------------------------------------------------------------------------------------

    def _standing(self, key: str) -> list[dict[str, Any]]:
        ehr = self.clinic.ehr
        return [item for item in ehr.charges if ehr.sent_under[item["id"]] in (self.first.key, key)]

    def _applied(self, key: str) -> bool:
        if self.kind == "reversal":
            return not self._standing(key)
        sent_under = self.clinic.ehr.sent_under
        return any(
            sent_under[item["id"]] == key or key in [given["value"] for given in item.get("identifier", ())]
            for item in self._standing(key)
        )

    def _judge(self, proposal: Amendment, outcome: Outcome | None, *, altered: bool) -> None:
        key, tally = proposal.order.key, self.run.tally
        said, standing = outcome.state if outcome else "nothing", len(self._standing(proposal.order.key))
        tally.amended[f"{self.kind} {said}"] += 1
        if standing > 1:
            tally.doubles.append(f"{self.name}: stands {standing} times")
        if self.kind == "correction" and not standing:
            tally.lost.append(f"{self.name}: nothing stands")
        if (said == "written") != self._applied(key):
            tally.lost.append(f"{self.name}: is said to be {said}, and the EHR holds otherwise")
        if altered and self.fault.change in CHANGES:
            tally.drops += 1
            if not self.run.shown:
                tally.silent.append(self.name)
