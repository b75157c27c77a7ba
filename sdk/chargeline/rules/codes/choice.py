"""The question whose answer is the code that a service counts on."""

from __future__ import annotations


def question_id(service: str) -> str:
    """About the service, by its id."""
    return f"service_code:{service}"
