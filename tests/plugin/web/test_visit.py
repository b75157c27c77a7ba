"""A clinician on the visit's page: sees, edits, answers, reads again."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from tests.plugin.web.clinic import BASE, Clinician, Page

from chargeline import RuleBook
from chargeline_plugin.web.visit import MOST_MINUTES
from chargeline_sandbox import Fault, Sandbox
from chargeline_sandbox.chart import notes

PARTIAL = {"HX-Request": "true"}
SCHEMA = json.loads(RuleBook.default().files.text("schema/encounter.schema.json"))


def units(page: Page) -> dict[str, int]:
    """Units of each charge line as the page shows them."""
    text = page.html.partition('id="h-lines"')[2].partition("</form>")[0]
    rows = re.findall(r'<span class="code">(\d{5})</span>.*?(?:<strong>(\d+)</strong> <span>unit|no unit)', text, re.S)
    return {code: int(count or 0) for code, count in rows}


def minutes(page: Page) -> dict[str, str]:
    return page.fields("minutes.")


def amend(ehr: Sandbox, story: str, old: str, new: str) -> None:
    """Change the note's words in the chart, as its author would."""
    chart, note = ehr.ehr("generic"), ehr.visit("generic", story).notes[-1]
    written = chart.notes[note].text
    assert old in written
    notes.correct(chart, note, written.replace(old, new))


def test_the_page_says_who_which_visit_and_what_it_comes_to(clinician: Clinician) -> None:
    page = clinician.launch("knee-replacement")
    for words in ("Walter Ostrowski", "Date of service", "PT Daily Note", "Physical therapy", "Kira Alvarez, PT, DPT"):
        assert words in page.words
    assert units(page) == {"97110": 1, "97140": 1}
    assert "37 timed minutes make 2 units by the CMS 8-minute rule" in page.words


def test_a_note_that_needs_little_opens_two_hints_at_most(clinician: Clinician) -> None:
    page = clinician.launch("knee-replacement")
    assert page.html.count("<details open>") <= 2


def test_a_poor_note_opens_three_hints_and_folds_the_rest(clinician: Clinician) -> None:
    page = clinician.launch("shoulder-poor")
    assert page.html.count("<details open>") == 3
    needs = page.words.partition("What the note still needs")[2]
    assert needs.index("Required") < needs.index("more")
    assert "What to do" in needs or "Add to the note" in needs


def test_evidence_is_highlighted_and_linked(clinician: Clinician) -> None:
    page = clinician.launch("balance-tie")
    marks = set(re.findall(r'<mark id="([^"]+)"', page.html))
    links = set(re.findall(r'<a class="quote" href="#([^"]+)"', page.html))
    assert marks
    assert links
    assert links <= marks, "every quotation leads to its words"


def test_edited_minutes_recount_at_once_and_carry_the_alert(clinician: Clinician) -> None:
    page = clinician.launch("knee-replacement")
    first = min(minutes(page))
    part = clinician.post("minutes", {**minutes(page), first: "40"}, headers=PARTIAL)
    assert part.html.lstrip().startswith('<div id="work"')
    assert units(part) == {"97110": 2, "97140": 1}
    assert "Amend the note in the chart" in part.words
    assert "(documented: 25)" in part.words


def test_the_same_works_without_javascript_and_survives_a_reload(clinician: Clinician) -> None:
    page = clinician.launch("knee-replacement")
    first = min(minutes(page))
    page = clinician.post("minutes", {**minutes(page), first: "40"})
    assert "<!doctype html>" in page.html
    assert minutes(page)[first] == "40"
    page = clinician.get(clinician.home)
    assert minutes(page)[first] == "40"
    page = clinician.post("minutes", {"undo": "yes"})
    assert minutes(page)[first] == "25"
    assert "Amend the note" not in page.words


def test_minutes_back_at_the_documented_value_are_no_edit(clinician: Clinician) -> None:
    page = clinician.launch("knee-replacement")
    first = min(minutes(page))
    clinician.post("minutes", {**minutes(page), first: "40"})
    page = clinician.post("minutes", {**minutes(page), first: "025"})
    assert "Back to the documented minutes" not in page.words


def test_an_emptied_field_means_as_documented(clinician: Clinician) -> None:
    page = clinician.launch("knee-replacement")
    first = min(minutes(page))
    answer = clinician.post("minutes", {**minutes(page), first: " "}, headers=PARTIAL)
    assert answer.answer.headers["HX-Redirect"] == clinician.home
    assert minutes(clinician.get(clinician.home))[first] == "25"


@pytest.mark.parametrize("bad", ["abc", "-5", "1e3", "721", "9999", "12.5", "²", "१२", "9" * 5000])
def test_minutes_that_are_no_minutes_change_nothing(clinician: Clinician, bad: str) -> None:
    page = clinician.launch("knee-replacement")
    first = min(minutes(page))
    refused = clinician.post("minutes", {**minutes(page), first: bad})
    assert (refused.status, refused.code) == (400, "input_minutes")
    assert minutes(clinician.get(clinician.home)) == minutes(page)


def test_the_most_minutes_of_the_field_are_those_of_the_contract(clinician: Clinician) -> None:
    """More would be refused where the visit is judged, and the page would lose its lines."""
    page = clinician.launch("knee-replacement")
    first = min(minutes(page))
    page = clinician.post("minutes", {**minutes(page), first: str(MOST_MINUTES)})
    assert minutes(page)[first] == str(MOST_MINUTES)
    assert SCHEMA["$defs"]["Service"]["properties"]["minutes"]["anyOf"][0]["maximum"] == MOST_MINUTES


def test_two_times_of_one_line_are_told_apart_by_the_words_of_the_note(clinician: Clinician) -> None:
    """Both are the same service: its name alone would not say which field is whose."""
    page = clinician.launch("child-handwriting")
    assert len(minutes(page)) == 2
    assert re.findall(r'<span class="part">([^<]+)</span>', page.html) == ["Ther act", "Handwriting"]


def test_a_field_takes_what_the_app_takes_and_says_what_that_is(clinician: Clinician) -> None:
    """The browser says it at once, before the click that would be refused."""
    html = clinician.launch("knee-replacement").html
    (pattern, title), *_ = re.findall(r'name="minutes\.[^>]*? pattern="([^"]+)" title="([^"]+)"', html)
    taken = [n for n in range(MOST_MINUTES + 2) if re.fullmatch(pattern, str(n))]
    assert taken == list(range(MOST_MINUTES + 1))
    assert str(MOST_MINUTES) in title
    assert html.count(f">{title}</span>") == 2
    assert f'max="{MOST_MINUTES}"' in clinician.launch("no-minutes").html


def test_minutes_of_a_service_that_is_not_there_change_nothing(clinician: Clinician) -> None:
    page = clinician.launch("knee-replacement")
    clinician.post("minutes", {**minutes(page), "minutes.nobody": "600"})
    assert units(clinician.page) == units(page)


def test_a_question_is_answered_with_one_click_and_can_be_taken_back(clinician: Clinician) -> None:
    page = clinician.launch("balance-tie")
    assert "Which way to bill?" in page.words
    question = page.hidden("question")
    second = re.findall(r'name="value" value="([^"]+)"', page.html.partition('class="asks"')[2])[1]
    page = clinician.post("answer", {"question": question, "value": second})
    assert "Answered" in page.words
    assert "Kira Alvarez" in page.words.partition("Answered")[2]
    assert sorted(units(page).values()) == [1, 2]
    page = clinician.post("answer", {"question": question, "withdraw": "yes"})
    assert "Which way to bill?" in page.words


@pytest.mark.parametrize("value", ["", "97110=99", "<script>"])
def test_an_answer_that_was_not_offered_is_refused(clinician: Clinician, value: str) -> None:
    page = clinician.launch("balance-tie")
    refused = clinician.post("answer", {"question": page.hidden("question"), "value": value})
    assert (refused.status, refused.code) == (400, "input_answer")
    clinician.get(clinician.home)
    assert clinician.post("answer", {"question": "made-up", "value": "yes"}).code == "input_answer"


def test_a_payer_that_nobody_knows_is_one_question_and_gives_no_line(clinician: Clinician) -> None:
    page = clinician.launch("unknown-payer")
    assert page.words.count("Which payer's rules apply") == 1
    assert 'name="what" value="payer"' not in page.html
    assert "No charge line yet" in page.words
    assert "CMS 8-minute rule" in page.words
    assert "midpoint rule" in page.words
    assert page.words.count("not counted yet") == 2, "none is earned, and none is lost either"
    assert "no unit" not in page.words


def test_a_question_about_a_service_quotes_it(clinician: Clinician) -> None:
    """Two services go by one code here; "this service" alone would leave the clinician guessing."""
    page = clinician.launch("transfer-training")
    question = page.html.partition('class="asks"')[2].partition("</fieldset>")[0]
    assert "Ther ex: transfers" in question
    assert "hip/knee" not in question


def test_what_a_question_asks_is_not_said_again_among_the_hints(clinician: Clinician) -> None:
    """The code entered and the one that the note reads like: asked once, with the words that speak for the other."""
    page = clinician.launch("transfer-training")
    question = page.html.partition('class="asks"')[2].partition("</fieldset>")[0]
    assert question.count(">car transfer</a>") == 1
    assert "97530 Whole-task functional practice" in question
    assert "thing to check" not in page.words
    page = clinician.post("answer", {"question": page.hidden("question"), "value": "97110"})
    assert "thing to check" not in page.words, "the clinician has decided"


def test_of_one_weight_what_rests_on_a_checked_source_comes_first(clinician: Clinician) -> None:
    needs = clinician.launch("unknown-payer").html.partition('id="needs"')[2].partition("</section>")[0]
    labels = re.findall(r'<span class="tag">([^<]+)<', needs)
    assert {"Expected", "Commonly expected"} <= set(labels)
    assert labels == sorted(labels, key=lambda label: label != "Expected")


def test_no_encounter_is_a_list_with_none_chosen(clinician: Clinician) -> None:
    page = clinician.launch("no-encounter")
    assert "Which visit?" in page.words
    assert "Priya Raman" in page.words
    offered = re.findall(r'name="value" value="([^"]+)"', page.html)
    assert len(offered) == 2
    assert "checked" not in page.html
    page = clinician.post("choose", {"what": "encounter", "value": offered[0]})
    assert "Charge lines" in page.words


def test_another_patients_encounter_cannot_be_chosen(clinician: Clinician) -> None:
    clinician.launch("no-encounter")
    other = clinician.ehr.visit("generic", "knee-replacement").encounter or ""
    page = clinician.post("choose", {"what": "encounter", "value": other})
    assert page.code == "subject-mismatch"
    assert "Ostrowski" not in page.html


def test_what_the_page_does_not_offer_cannot_be_chosen(clinician: Clinician) -> None:
    clinician.launch("knee-replacement")
    for what, value in (("payer", "free-care"), ("note", "n999"), ("date_of_service", "1999-01-01"), ("x", "y")):
        assert clinician.post("choose", {"what": what, "value": value}).code == "input_choice"
        clinician.get(clinician.home)


@pytest.mark.parametrize("story", ["assistant-flowsheet", "kitchen-reach", "wheelchair-two-notes"])
def test_every_choice_that_the_page_offers_can_be_made(clinician: Clinician, story: str) -> None:
    page = clinician.launch(story)
    forms = re.findall(r'name="what" value="(\w+)">\s*<ul class="picklist">(.*?)</ul>', page.html, re.DOTALL)
    assert forms
    for what, picks in forms:
        for value in re.findall(r'name="value" value="([^"]+)"', picks):
            assert clinician.post("choose", {"what": what, "value": value}).status == 200
            clinician.get(clinician.home)


def test_a_note_that_is_not_visible_is_said_so_and_a_draft_can_be_pasted(clinician: Clinician) -> None:
    page = clinician.launch("unsigned-ankle", "oracle")
    assert "Unsigned notes often stay hidden" in page.words
    draft = "TherEx 30 min: <b>SLR</b> 3x10 1:1.\r\nTimed 30, total 30. K. Alvarez, PT, DPT"
    assert "Lines come from the note" in page.words
    page = clinician.post("draft", {"draft": draft})
    assert "Pasted draft" in page.words
    assert "not in the chart" in page.words
    assert "<b>SLR</b>" not in page.html
    assert "SLR" in page.words
    page = clinician.post("draft", {"draft": ""})
    assert 'class="pasted"' not in page.html


def test_a_draft_is_as_long_as_the_field_says(clinician: Clinician) -> None:
    """A browser keeps to it by itself; what comes otherwise is refused before it is kept and read."""
    page = clinician.launch("unsigned-ankle", "oracle")
    found = re.search(r'<textarea id="draft"[^>]* maxlength="(\d+)"', page.html)
    assert found
    longest = int(found[1])
    answer = clinician.client.post(
        f"{clinician.home}draft", data={"csrf": page.hidden("csrf"), "draft": "x" * (longest + 1)}, base_url=BASE
    )
    refused = Page(answer)
    assert (refused.status, refused.code) == (413, "draft_too_long")
    assert f"{longest:,} letters" in refused.words
    assert 'class="pasted"' not in clinician.get(clinician.home).html
    clinician.post("draft", {"draft": "x\r\n" * (longest // 2)})
    assert 'class="pasted"' in clinician.page.html, "a line's end is one letter, however it is sent"


def test_read_again_keeps_edits_and_answers_and_tells_what_changed(clinician: Clinician) -> None:
    page = clinician.launch("balance-tie")
    question = page.hidden("question")
    value = re.findall(r'name="value" value="([^"]+)"', page.html.partition('class="asks"')[2])[1]
    clinician.post("answer", {"question": question, "value": value})
    page = clinician.post("read-again")
    assert "Nothing changed in the chart" in page.words
    assert "Answered" in page.words
    page = clinician.get(clinician.home)
    assert "Answered" in page.words


@pytest.mark.parametrize("status", [503, 429])
def test_an_ehr_that_fails_for_a_moment_takes_no_answer_and_no_edit_along(therapist: Clinician, status: int) -> None:
    page = therapist.launch("balance-tie")
    question = page.hidden("question")
    value = re.findall(r'name="value" value="([^"]+)"', page.html.partition('class="asks"')[2])[1]
    page = therapist.post("answer", {"question": question, "value": value})
    edited = min(minutes(page))
    therapist.post("minutes", {**minutes(page), edited: "31"})
    therapist.ehr.faults.add(Fault(kind="status", path="/generic/fhir/Encounter/*", status=status))
    assert therapist.post("read-again").status == 502
    page = therapist.get(therapist.home)
    assert "Answered" in page.words
    assert minutes(page)[edited] == "31"


def test_a_chart_that_may_not_be_seen_any_more_is_not_kept(therapist: Clinician) -> None:
    therapist.launch("balance-tie")
    therapist.ehr.faults.add(Fault(kind="status", path="/generic/fhir/Encounter/*", status=403, times=None))
    assert therapist.post("read-again").code == "encounter-forbidden"
    assert "Okafor" not in therapist.get(therapist.home + "preview").html


def test_an_amended_note_is_told_and_settles_the_edit(clinician: Clinician) -> None:
    page = clinician.launch("balance-tie")
    [service, documented] = next(iter(minutes(page).items()))
    assert documented == "20"
    page = clinician.post("minutes", {**minutes(page), service: "25"})
    assert "Amend the note" in page.words
    amend(clinician.ehr, "balance-tie", "Neuro re-ed 20 min", "Neuro re-ed 25 min")
    try:
        page = clinician.post("read-again")
    finally:
        amend(clinician.ehr, "balance-tie", "Neuro re-ed 25 min", "Neuro re-ed 20 min")
    assert "was amended" in page.words
    assert "97112: 20 minutes documented before, now 25." in page.words
    assert "Amend the note" not in page.words
    assert minutes(page)[service] == "25"


def test_earlier_visits_are_read_once_the_page_is_up(clinician: Clinician) -> None:
    page = clinician.launch("lymphedema")
    assert f'hx-post="{clinician.home}history" hx-trigger="load"' in page.html
    part = clinician.post("history", headers=PARTIAL)
    assert (part.status, part.html) == (204, ""), "nothing changed: what was opened meanwhile stays open"
    assert f"{clinician.home}history" not in clinician.get(clinician.home).html


def test_what_earlier_visits_change_is_shown(clinician: Clinician) -> None:
    """A note brought forward shows itself once the earlier ones are read."""
    assert "word for word" not in clinician.launch("copied-forward").words
    part = clinician.post("history", headers=PARTIAL)
    assert part.html.lstrip().startswith('<div id="work"')
    assert "stands word for word in the note of" in part.words


def test_without_javascript_a_button_reads_earlier_visits(clinician: Clinician) -> None:
    page = clinician.launch("copied-forward")
    [offered] = re.findall(r"<noscript>(.*?)</noscript>", page.html.partition('id="look-back"')[2])
    assert ">Read earlier visits</button>" in offered
    assert f'method="post" action="{clinician.home}history"' in page.html
    page = clinician.post("history")
    assert "<!doctype html>" in page.html
    assert "stands word for word in the note of" in page.words
    assert "Read earlier visits" not in page.words


def test_a_source_that_fails_is_named_and_the_rest_works(clinician: Clinician) -> None:
    clinician.ehr.faults.add(Fault(kind="status", status=403, path="/generic/fhir/Coverage*", times=5))
    try:
        page = clinician.launch("knee-replacement")
    finally:
        clinician.ehr.faults.clear()
    assert "What could not be read" in page.words
    assert "Coverage" in page.words
    assert "Charge lines" in page.words


def test_a_visit_that_cannot_be_read_is_a_page_with_a_code(clinician: Clinician) -> None:
    clinician.ehr.faults.add(Fault(kind="status", status=503, path="/generic/fhir/Encounter/*", times=5))
    try:
        page = clinician.launch("knee-replacement")
    finally:
        clinician.ehr.faults.clear()
    assert page.code
    assert page.code.startswith("encounter-")
    assert "What to do next" in page.words
    assert "Charge lines" in clinician.get(clinician.home).words, "Read again works"


def test_nothing_of_the_patient_is_readable_in_the_database(clinician: Clinician, site_file: Path) -> None:
    clinician.launch("knee-replacement")
    kept = b"".join(path.read_bytes() for path in site_file.parent.glob("app.sqlite3*"))
    patient = clinician.ehr.visit("generic", "knee-replacement").patient
    for secret in ("Ostrowski", "step-over-step", patient, "access_token"):
        assert secret.encode() not in kept


def test_a_huge_form_is_refused(clinician: Clinician) -> None:
    clinician.launch("knee-replacement")
    page = clinician.post("draft", {"draft": "x" * 1_100_000})
    assert (page.status, page.code) == (413, "too_large")


def test_the_last_word_on_which_note_counts(clinician: Clinician) -> None:
    """A draft, then the chart's note, then the draft again, by its form or among the notes."""
    page = clinician.launch("knee-replacement")
    draft = {"draft": "Date of service: 11/23/2026\nTherEx 31 min one on one: SLR 3x10. Timed 31, total 31."}
    page = clinician.post("draft", draft)
    notes = page.html.partition('name="what" value="note"')[2].partition("</ul>")[0]
    [chart] = [it for it in re.findall(r'name="value" value="([^"]+)"', notes) if it != "pasted"]
    assert 'class="pasted"' not in clinician.post("choose", {"what": "note", "value": chart}).html
    assert 'class="pasted"' in clinician.post("draft", draft).html
    clinician.post("choose", {"what": "note", "value": chart})
    assert 'class="pasted"' in clinician.post("choose", {"what": "note", "value": "pasted"}).html


def test_where_only_other_days_notes_are_seen_the_draft_can_be_pasted(therapist: Clinician) -> None:
    """A recurring encounter: last week's notes are there, today's is hidden until it is signed."""
    store = therapist.ehr.store("oracle")
    encounter = therapist.ehr.visit("oracle", "recurring-low-back").encounter
    notes = [it for it in store.all("DocumentReference") if encounter in str(it["context"])]
    todays = max(notes, key=lambda it: str(it["context"]["period"]["start"]))
    store.delete("DocumentReference", todays["id"])
    page = therapist.launch("recurring-low-back", "oracle")
    assert "Paste your draft" in page.words
    page = therapist.post(
        "draft", {"draft": "PT daily note\nTherEx 23 min: SLR 3x10. Timed 23, total 23. J. Burke, PT"}
    )
    assert "not in the chart" in page.words
    assert "97110" in page.words
