"""A structured access log: one JSON object a line, without tokens, ids or any patient data."""

import json
import logging
import time

from flask import Flask, Response, g, request

log = logging.getLogger("chargeline_sandbox.access")


def install(app: Flask) -> None:
    """Log every request after it was answered: the route's pattern, never the address itself."""

    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()

    @app.after_request
    def end(response: Response) -> Response:
        arguments = request.view_args or {}
        entry = {
            "method": request.method,
            "route": request.url_rule.rule if request.url_rule else None,
            "type": arguments.get("kind"),
            "parameters": sorted(set(request.args)),
            "status": response.status_code,
            "milliseconds": round((time.perf_counter() - g.get("began", time.perf_counter())) * 1000),
        }
        log.info(json.dumps(entry))
        return response
