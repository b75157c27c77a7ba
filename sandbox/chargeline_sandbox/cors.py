"""Cross-origin answers for apps that live in the browser (every personality advertises `cors`)."""

from flask import Flask, Response, request

_HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, POST, PUT, DELETE, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Authorization, Content-Type, If-Match, If-None-Exist, Prefer",
    "Access-Control-Expose-Headers": "ETag, Location, Retry-After",
}
_CLOSED = ("/chart", "/_control", "/static")


def install(app: Flask) -> None:
    """Open the FHIR and OAuth addresses to scripts of other origins; the chart and the controls stay closed."""

    @app.after_request
    def open_up(response: Response) -> Response:
        if request.path != "/" and not request.path.startswith(_CLOSED):
            response.headers.update(_HEADERS)
        return response
