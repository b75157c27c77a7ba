"""From a confirmed charge line to the EHR, and the proof that it got there.

Nothing here shows a page or reads a clock. In the order in which a page uses it:

    settings.WriteSettings.parse(site.rest.get("write", {}))     what the site has switched on
    permission.may_confirm(user, settings, attested) -> Permission(allowed, code, why)
    ladder.choose(capability=, scopes=, settings=, vendor=, has_encounter=, user_may_confirm=)
        -> Rung(name, why, why_not)                               three keys that must agree
    preview.make_preview(visit=, report=, rung=, issuer=, ledger=, settings=)
        -> Preview(lines, digest, copy_line, csv, ...)            exact; the same inputs give the same digest
    chart_now.FhirChartNow(client, visit, ...)                     reads encounter, notes and charges again
    confirm.confirm(shown_digest=, preview=, visit=, means=Means(chart, writer, ledger, now, ...),
                    by=Confirmer(user, permission, attested), reasons={line_id: text}, decision={...})
        -> Confirmed(outcomes) | Refused(code, lines)
        Outcome(line_id, key, state, code, differences, location); state: written | rejected | unknown | already
    unknown.look_again(...), unknown.not_there(...)                an unknown outcome, settled by search or by a person
    amend.correct(...), amend.reverse(...)                         after the click
    words.words_for(code) -> Words(what, next_step)                for every code above

An export (copy line and CSV) is on every Preview, whatever the rung.
"""
