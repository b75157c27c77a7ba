"""From a confirmed charge line to the EHR, and the proof that it got there.

Nothing here shows a page or reads a clock. In the order in which a page uses it:

    settings.WriteSettings.parse(table)                what the site has switched on; everything is off at first
    permission.may_confirm(user, settings, attested) -> Permission(allowed, code, why)
    ladder.choose(capability=, scopes=, settings=, vendor=, has_encounter=, user_may_confirm=)
        -> Rung(name, why, why_not)                    three keys that must agree
    preview.make_preview(visit=, report=, rung=, terms=Terms(...)) -> Preview(lines, digest, copy_line, csv, ...)
    chart_now.FhirChartNow(client, zone, notes_now)    reads encounter, notes and charges again
    confirm.confirm(shown_digest=, preview=, visit=, means=Means(...), by=Confirmer(user, permission, attested),
                    reasons={line_id: text}, decision={"encounter": ..., "report": ...})
        -> Confirmed(outcomes, encounter_changed) | Refused(code, lines)

After the click:

    history.history_of(visit, issuer, ledger)          every line sent, where it stands, how it came there
    unknown.look_again(key, means=, by=)               an unknown outcome, settled by a search that can prove it
    unknown.person_says(key, there=, means=, by=)      or by a person who has looked
    withdraw.taken_back_there(key, means=, by=)        a charge that somebody else has taken back in the EHR: noted
    withdraw.person_deleted(key, means=, by=)          a note or a charge: a person has seen that it is deleted
    amend.propose_correction(...) | propose_reversal(...) -> Amendment(before, after, digest) | Refused
    amend.confirm_amendment(shown_digest=, amendment=, means=, by=, reason=)

words.words_for(code) has the words of every code. An export (copy line and CSV) is on every Preview, whatever the rung.
`Means(trail=ladder.trail_of(capability, scopes))` also tells the EHR who confirmed, where it takes that.

Forbidden in this folder: Flask, fhirclient, a clock, a second POST after an unknown outcome.
"""
