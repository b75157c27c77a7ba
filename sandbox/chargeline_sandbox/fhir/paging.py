"""Bundles page by page. The three personalities differ in the `next` link and in what a page repeats."""

import secrets
from dataclasses import replace
from urllib.parse import urlencode

from chargeline_sandbox.fhir import search
from chargeline_sandbox.fhir.outcomes import Json, Refusal
from chargeline_sandbox.fhir.store import Page
from chargeline_sandbox.site import Ehr

PAGE_SECONDS = 60


def bundle(ehr: Ehr, page: Page, query: str) -> Json:
    """The searchset of one page, with a `next` link when more is to come."""
    end = page.start + page.count
    shown = page.found[page.start : end]
    if ehr.facts.paging == "context" and page.start:
        shown = (page.found[page.start - 1], *shown)  # Oracle's pages may repeat what was shown before
    links = [{"relation": "self", "url": f"{ehr.base}/{page.kind}" + (f"?{query}" if query else "")}]
    body: Json = {"resourceType": "Bundle", "id": secrets.token_hex(8), "type": "searchset", "link": links}
    if end < len(page.found):
        links.append({"relation": "next", "url": _next_link(ehr, replace(page, start=end))})
    if ehr.facts.paging == "offset" or (page.start == 0 and end >= len(page.found)):
        body["total"] = len(page.found)
    if shown:
        body["entry"] = [_entry(ehr, resource) for resource in shown]
    return body


def _entry(ehr: Ehr, resource: Json) -> Json:
    address = f"{ehr.base}/{resource['resourceType']}/{resource['id']}"
    return {"fullUrl": address, "resource": resource, "search": {"mode": "match"}}


def _next_link(ehr: Ehr, page: Page) -> str:
    key = secrets.token_urlsafe(9)
    ehr.pages[key] = replace(page, expires=ehr.site.clock.seconds() + PAGE_SECONDS)
    names = {"offset": f"_page={key}", "session": f"sessionID={key}"}
    query = names.get(ehr.facts.paging, f"-pageContext={key}&-pageDirection=NEXT")
    return f"{ehr.base}/{page.kind}?{query}"


def following(ehr: Ehr, kind: str, family: str, pairs: search.Pairs) -> Json | None:
    """The page that a `next` link asks for, or None when this is a search. Refuses an expired link."""
    given = dict(pairs)
    key = given.get("_page") or given.get("sessionID") or given.get("-pageContext")
    if key is None:
        return None
    page = ehr.pages.get(key)
    if page is None or page.expires < ehr.site.clock.seconds() or (page.kind, page.family) != (kind, family):
        raise Refusal("page-expired", "Session ID is invalid or has expired.")
    return bundle(ehr, page, urlencode(pairs))
