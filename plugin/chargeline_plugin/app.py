"""The Flask app: configuration, services, blueprints, nothing else."""

from __future__ import annotations

from flask import Flask

from chargeline_plugin.config import Config
from chargeline_plugin.security import logs
from chargeline_plugin.web import after, failing, health, launch, plain, sending, staying, visit
from chargeline_plugin.web.answers import finish_every_answer
from chargeline_plugin.web.services import attach, make_services
from chargeline_templates import STATIC

LARGEST_FORM = 1_000_000  # bytes: a pasted draft is the largest thing that is ever posted


def create_app(config: Config) -> Flask:
    """The app for one configuration."""
    logs.install()
    app = Flask("chargeline", static_folder=STATIC, static_url_path="/static", template_folder=None)
    app.config.update(MAX_CONTENT_LENGTH=LARGEST_FORM, MAX_FORM_MEMORY_SIZE=LARGEST_FORM, SEND_FILE_MAX_AGE_DEFAULT=300)
    app.url_map.strict_slashes = app.url_map.merge_slashes = False  # else redirects are made, to the request's Host
    attach(app, make_services(config))
    finish_every_answer(app)
    failing.register(app)
    for blueprint in (health.pages, plain.pages, launch.pages, visit.pages, sending.pages, after.pages, staying.pages):
        app.register_blueprint(blueprint)
    return app
