"""Every answer on its way out: headers, the access log, and a nudge for partial updates that failed."""

from __future__ import annotations

import logging
import time

from flask import Flask, Response, g, request

from chargeline_plugin.security.headers import protect
from chargeline_plugin.web.services import services

log = logging.getLogger("chargeline.access")


def finish_every_answer(app: Flask) -> None:
    """Register what happens before a request is handled and after it was."""

    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()

    @app.after_request
    def finish(response: Response) -> Response:
        rule = request.url_rule.rule if request.url_rule else "-"
        took = (time.perf_counter() - g.began) * 1000
        log.info("%s %s %s %.0f ms", request.method, rule, response.status_code, took)
        if "HX-Request" in request.headers and _worth_a_reload(response):
            response.headers["HX-Refresh"] = "true"
        return _protected(response)


def _worth_a_reload(response: Response) -> bool:
    """A partial update that failed says so on a whole page; a page that only looked by itself bears our faults."""
    return response.status_code >= 400 and (request.method == "POST" or response.status_code < 500)


def _protected(response: Response) -> Response:
    """A patient's page may be framed by its own site; a page without a session by any site that is registered."""
    config = services().config
    seat = g.get("seat")
    ancestors = seat.site.frame_ancestors if seat else config.site_file.ancestors
    protect(response, ancestors=ancestors, forms_go_to=g.get("forms_go_to", ""), https=services().https)
    return response
