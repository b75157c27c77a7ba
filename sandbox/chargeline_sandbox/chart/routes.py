"""The chart's addresses: `/`, `/chart/{personality}`, `/chart/{personality}/{patient}`."""

from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from chargeline_sandbox.chart import charges, notes, views
from chargeline_sandbox.chart.people import clinicians, person
from chargeline_sandbox.here import ehr_named, site
from chargeline_sandbox.site import Ehr

chart = Blueprint("chart", __name__)


def _user(ehr: Ehr, patient: str | None = None) -> str:
    """Who is logged in: the one chosen, else the clinician who treats this patient."""
    chosen = request.cookies.get(f"user-{ehr.name}", "")
    if ehr.store.find(f"Practitioner/{chosen}"):
        return chosen
    treating = [v.user for v in ehr.visits.values() if patient in (None, v.patient)]
    return treating[0] if treating else clinicians(ehr)[0][0]


@chart.after_request
def _framed(response: Response) -> Response:
    """The chart frames the app and nothing else; nobody frames the chart."""
    address = urlsplit(site().config.app_launch_url or "")
    app = f"{address.scheme}://{address.netloc}" if address.netloc else "'none'"
    policy = f"default-src 'none'; style-src 'self'; img-src 'self'; frame-src {app} 'self'; form-action 'self'"
    response.headers["Content-Security-Policy"] = policy
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@chart.get("/")
def home() -> str:
    """Every personality with its patients."""
    lists = [(ehr, views.schedule(ehr)) for ehr in site().ehrs.values()]
    return render_template("home.html", lists=lists, today=site().today)


@chart.get("/chart/<ehr_name>")
def schedule(ehr_name: str) -> str:
    """One personality's patients."""
    ehr = ehr_named(ehr_name)
    return render_template("home.html", lists=[(ehr, views.schedule(ehr))], today=site().today)


@chart.get("/chart/<ehr_name>/<patient>")
def chart_page(ehr_name: str, patient: str) -> AnyResponse:
    """A patient's chart; `encounter` opens a visit, `note` a note, `app=1` the app's frame."""
    ehr = ehr_named(ehr_name)
    found = ehr.store.find(f"Patient/{patient}") or abort(404)
    encounter = request.args.get("encounter")
    listed = views.encounters(ehr, patient)
    if encounter and encounter not in [e.id for e in listed]:
        abort(404)
    user, who = _user(ehr, patient), person(ehr, found)
    frame = None
    if "app" in request.args and ehr.site.config.app_launch_url:
        frame = ehr.launch(user=user, patient=patient, encounter=encounter).url
    shown = views.notes(ehr, encounter) if encounter else []
    page = render_template(
        "chart.html",
        ehr=ehr,
        who=who,
        banner=views.header(who),
        user=user,
        user_name=views.user_name(ehr, user),
        clinicians=clinicians(ehr),
        encounters=listed,
        encounter=next((e for e in listed if e.id == encounter), None),
        notes=shown,
        open_note=request.args.get("note") or (shown[0].id if shown else None),
        charges=views.charge_list(ehr, encounter) if encounter else [],
        diagnoses=views.diagnoses(ehr, encounter) if encounter else [],
        frame=frame,
        config=ehr.site.config,
    )
    return make_response(page)


@chart.post("/chart/<ehr_name>/user")
def choose_user(ehr_name: str) -> AnyResponse:
    """Log in as another clinician."""
    ehr = ehr_named(ehr_name)
    user = request.form.get("user", "")
    if not ehr.store.find(f"Practitioner/{user}"):
        abort(400)
    response = redirect(_back(ehr), 303)
    response.set_cookie(f"user-{ehr.name}", user, httponly=True, samesite="Lax")
    return response


def _back(ehr: Ehr) -> str:
    """The chart page that a form was on."""
    patient, encounter = request.form.get("patient"), request.form.get("encounter")
    if not patient:
        return url_for("chart.schedule", ehr_name=ehr.name)
    note, app = (request.form.get(name) or None for name in ("note", "app"))
    return url_for(
        "chart.chart_page", ehr_name=ehr.name, patient=patient, encounter=encounter or None, note=note, app=app
    )


@chart.post("/chart/<ehr_name>/charges")
def charge_form(ehr_name: str) -> AnyResponse:
    """Enter a charge by hand."""
    ehr = ehr_named(ehr_name)
    encounter = ehr.store.find(f"Encounter/{request.form.get('encounter')}") or abort(404)
    if not charges.enter(ehr, encounter, _user(ehr, request.form.get("patient")), dict(request.form)):
        abort(400)
    return redirect(_back(ehr), 303)


@chart.post("/chart/<ehr_name>/notes/<note>")
def note_form(ehr_name: str, note: str) -> AnyResponse:
    """Sign, correct or addend a note: the button's name says which."""
    ehr = ehr_named(ehr_name)
    if ehr.store.find(f"DocumentReference/{note}") is None:
        abort(404)
    user = _user(ehr, request.form.get("patient"))
    text = request.form.get("text", "").replace("\r\n", "\n")
    if "sign" in request.form:
        notes.sign(ehr, note, user)
    elif "correct" in request.form and text.strip():
        notes.correct(ehr, note, text)
    elif "addend" in request.form and text.strip():
        notes.addend(ehr, note, text, user, views.user_name(ehr, user))
    return redirect(_back(ehr), 303)
