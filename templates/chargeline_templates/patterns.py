"""Every component once, by hand: what the patterns page shows in development, and what the tests render."""

from __future__ import annotations

from chargeline_templates import contexts
from chargeline_templates import pieces as c
from chargeline_templates import sent as s

SOURCE = c.Source(text="CMS 100-02 ch. 15 s220.3", url=None, dated="2024-07-01", verified=True)
COMMON = c.Source(text="local coverage article", url=None, dated=None, verified=False)
NOTE = """S: Pt reports she still can't go down stairs step-over-step at home and has to hold both rails. Pain 3/10.
O: AROM R knee flex 108°, ext -4° (IE: flex 84°, ext -12°). Quad strength reduced, MMT 4-/5.
TherEx (1:1 throughout): AAROM heel slides w/ strap 2x15, SAQ 3x10 w/ 3#, SLR 3x10 <b>.
Manual: gr III patellar inf/sup glides, scar massage.
Timed code min: 37   Total tx min: 37
K. Alvarez, PT, DPT"""


def segments(*words: str) -> tuple[c.Segment, ...]:
    out: list[c.Segment] = []
    at = 0
    for word in words:
        start = NOTE.index(word)
        out.append(c.Segment(text=NOTE[at:start], target=None, proves=""))
        out.append(c.Segment(text=word, target=f"ev-0-{start}", proves="Dose"))
        at = start + len(word)
    return (*out, c.Segment(text=NOTE[at:], target=None, proves=""))


def hint(number: int, tone: c.Tone, label: str, message: str, *codes: str) -> c.Hint:
    return c.Hint(
        id=f"hint-{number}",
        tone=tone,
        label=label,
        codes=codes,
        message=message,
        why="A reviewer looks for the reason a therapist's skill was needed on this day.",
        fix_label="Add to the note",
        fix="Add to the note: “Skilled cueing for ______ because ______.”",
        source=SOURCE if number % 2 else COMMON,
        quotes=(),
    )


FRAME = c.Frame(
    title="Visit",
    static="static",
    site="Demo clinic (generic)",
    user="K. Alvarez, PT, DPT",
    sign_out="/s/x/sign-out",
    csrf="t",
)
TO = c.Addresses(minutes="/m", answer="/a", choose="/c", read_again="/r", draft="/d", history="/h")
QUOTE = c.Quote(text="TherEx (1:1 throughout)", target=None)
REASON = c.Reason(
    message="23 timed minutes: one unit of 15 minutes and 8 minutes over.", source=SOURCE, quotes=(QUOTE,)
)
WORK = c.Work(
    csrf="t",
    to=TO,
    headline="2 charge lines. 3 things to add. 1 question.",
    ready=False,
    lines=(
        c.LineRow(
            id="line-1",
            code="97110",
            label="Therapeutic exercise",
            suggested=False,
            suggested_code=None,
            units=2,
            modifiers=("GP",),
            diagnoses=("M25.561", "Z96.651"),
            services=(
                c.ServiceRow(
                    id="s1",
                    label="Therapeutic exercise - R knee",
                    minutes=25,
                    assistant_minutes=None,
                    documented=25,
                    differs=False,
                ),
            ),
            rendered_by=None,
            to_add=2,
            stopped=None,
            sent=None,
            settled=False,
            because=(REASON,),
        ),
        c.LineRow(
            id="line-2",
            code="97140",
            label="Manual therapy",
            suggested=True,
            suggested_code=None,
            units=1,
            modifiers=("GP", "CQ"),
            diagnoses=("M25.561",),
            services=(
                c.ServiceRow(
                    id="s2",
                    label="Manual therapy: patellar mobs",
                    minutes=15,
                    assistant_minutes=10,
                    documented=12,
                    differs=True,
                ),
            ),
            rendered_by=None,
            to_add=0,
            stopped="The note says 12 minutes. Amend the note in the chart, then Read again.",
            sent=None,
            settled=False,
            because=(REASON,),
        ),
        c.LineRow(
            id="line-3",
            code="97010",
            label="Hot or cold pack",
            suggested=False,
            suggested_code=None,
            units=0,
            modifiers=(),
            diagnoses=(),
            services=(
                c.ServiceRow(id="s3", label="CP x10", minutes=10, assistant_minutes=None, documented=10, differs=False),
            ),
            rendered_by=None,
            to_add=0,
            stopped=None,
            sent=None,
            settled=False,
            because=(REASON,),
        ),
    ),
    counting=(c.Counting(sentence="40 timed minutes make 3 units by the CMS 8-minute rule.", because=(REASON,)),),
    empty="",
    edited=True,
    asks=(
        c.Ask(
            id="ask-1",
            name="separate_time:97110:97150",
            kind="choice",
            ask="Were the manual therapy and the exercise done at separate times?",
            why="The two codes are an edit pair. Only time apart lets both be billed.",
            picks=(
                c.Pick(value="yes", label="Yes, separate minutes", because=""),
                c.Pick(value="no", label="No", because=""),
            ),
            source=SOURCE,
            answer=None,
            said=None,
            about=(c.Quote(text="manual 12 min", target="ev-0-10"),),
        ),
    ),
    answered=(
        c.Ask(
            id="ask-2",
            name="payer",
            kind="choice",
            ask="Who pays?",
            why="",
            picks=(),
            source=None,
            answer="Medicare Part B",
            said="K. Alvarez, 10:31",
        ),
    ),
    hints_open=(
        hint(1, "block", "Stops this line", "The minutes differ from the note.", "97140"),
        hint(2, "required", "Required", "No word on why a therapist's skill was needed.", "97110", "97140"),
        hint(3, "expected", "Expected", "No patient response to the treatment.", "97110"),
    ),
    hints_more=(hint(4, "info", "To know", "The total could be stated once more."),),
    good_practice=(hint(5, "good", "Good practice", "A plan for the next visit helps the next reader."),),
    found=(
        c.Found(
            label="Exercise dose", codes=("97110",), quotes=(c.Quote(text="2x15", target=f"ev-0-{NOTE.index('2x15')}"),)
        ),
    ),
    sendable=1,
    unsigned="The lines rest on a note that is not signed in the chart. Sign the note first, then Read again.",
    looking_back=False,
)
STEP = s.SentStep(at="Mon, Nov 23, 2026, 10:31", says="Confirmed and sent.", who="K. Alvarez, PT, DPT")


def sent_line(key: str, state: s.Standing, says: str, *differences: c.Difference) -> s.SentLine:
    return s.SentLine(
        key=key,
        words="97110 x2 GP for M25.561",
        day="Mon, Nov 23, 2026",
        state=state,
        says=says,
        next_step=None,
        differences=differences,
        location="c-17",
        steps=(STEP,),
        look="the charges of this encounter" if state == "unknown" else None,
        look_from="10:33" if state == "unknown" else None,
        asks=s.Asks(there="I have looked, it is there", not_there="I have looked, it is not there"),
        unseen=state == "written" and not differences,
        delete="the notes of this visit" if key == "k4" else None,
        vanished="the charges of this encounter" if key == "k4" else None,
        amendable=state == "written",
        untold=False,
    )


SENT = s.Sent(
    csrf="t",
    to=s.SentTo(look="/look", looked="/looked", amend="/amend", deleted="/deleted"),
    urgent="Please look in the EHR",
    may=True,
    attest=s.Attest(to="/attest", csrf="t", why="Which license do you hold?", then="visit"),
    sessions=s.Sessions(to="/session", csrf="t", says="Two sessions that day?", label="Yes", value=2),
    of_visit=(
        sent_line("k1", "unknown", "The EHR did not answer."),
        sent_line("k4", "written", "The EHR took it; it was not read back yet."),
        sent_line("k2", "written", "In the EHR.", c.Difference(field="Modifiers", sent="GP CQ", kept="GP")),
    ),
    of_others=(sent_line("k3", "closed", "Taken back."),),
)
VISIT = contexts.VisitPage(
    frame=FRAME,
    patient=c.Patient(
        name="Rivera, Maria", born="3 Mar 1956", age="70 y", sex="female", record_number="104233", banner=True
    ),
    facts=(
        c.Fact(
            what="date_of_service",
            label="Date of service",
            value="Mon 23 Nov 2026",
            because="The note's own period.",
            picks=(),
            said_by_clinician=False,
        ),
        c.Fact(
            what="note",
            label="Note",
            value="PT treatment note, K. Alvarez, signed",
            because="Same day, same discipline, your name.",
            picks=(
                c.Pick(value="n1", label="PT treatment note", because="today"),
                c.Pick(value="n2", label="OT note", because="today, other discipline"),
            ),
            said_by_clinician=False,
        ),
        c.Fact(
            what="payer",
            label="Payer",
            value=None,
            because="The coverage's name matches no payer that the site has set up.",
            picks=(
                c.Pick(value="medicare-part-b", label="Medicare Part B", because="the name looks like it"),
                c.Pick(value="commercial-ama", label="Commercial", because=""),
            ),
            said_by_clinician=False,
        ),
    ),
    kept=c.KeptOffer(what="2 answers and 1 edited time", when="10:31", to="/s/x/kept", csrf="t"),
    changes=("The note was amended.", "97110: 23 minutes are now 25."),
    work=WORK,
    notes=(
        c.NoteView(
            title="PT treatment note",
            meta="23 Nov 2026, K. Alvarez, PT, DPT, signed",
            because="",
            pasted=False,
            unsigned=True,
            segments=segments("MMT 4-/5", "2x15", "3x10 w/ 3#", "Timed code min: 37"),
        ),
    ),
    draft=None,
    pasting=False,
    charges=(
        c.ChargeRow(
            code="97110", label="Therapeutic exercise", units=1, modifiers=("GP",), status="planned", ours=True
        ),
    ),
    sent=SENT,
    unreadable=(
        c.Unreadable(
            what="Coverage",
            why="The EHR did not allow it.",
            next_step="Ask your administrator to grant reading coverage.",
            code="read.coverage.forbidden",
        ),
    ),
)

PREVIEW = (
    c.PreviewRow(
        code="97110",
        label="Therapeutic exercise",
        units=2,
        minutes=25,
        modifiers=("GP",),
        diagnoses=("M25.561",),
        resource='{\n  "resourceType": "ChargeItem",\n  "status": "planned"\n}',
        blocks=("The encounter already holds 97110 that day.",),
        reason="reason.1",
        already=VISIT.charges,
        standing="In the EHR already.",
    ),
)


def receipt(state: c.Outcome, says: str, *differences: c.Difference) -> c.ReceiptRow:
    return c.ReceiptRow(
        code="97110",
        label="Therapeutic exercise",
        units=2,
        modifiers=("GP",),
        state=state,
        says=says,
        next_step=None,
        ehr_says="The code is not known here." if state == "rejected" else None,
        differences=differences,
        code_of_message=None if state == "written" else f"write.{state}",
    )


RECEIPT = (
    receipt("written", "In the EHR, exactly as confirmed."),
    receipt("written", "In the EHR, but not as sent.", c.Difference(field="Modifiers", sent="GP CQ", kept="GP")),
    receipt("rejected", "The EHR did not take it."),
    receipt("unknown", "No answer came. It may or may not be in the EHR."),
)
PATTERNS = contexts.PatternsPage(
    frame=FRAME,
    work=WORK,
    patient=VISIT.patient,
    facts=VISIT.facts,
    notes=VISIT.notes,
    preview=PREVIEW,
    receipt=RECEIPT,
    sent=SENT,
)
