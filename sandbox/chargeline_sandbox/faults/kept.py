"""Faults in what a write leaves behind: lost fields, another code, two charges for one."""

from typing import Any

from chargeline_sandbox.faults.model import Fault

Json = dict[str, Any]


def versions(fault: Fault | None, resource: Json) -> list[Json]:
    """What is kept of a written resource: itself, unless a fault makes something else of it."""
    if fault is None:
        return [resource]
    if fault.kind == "drop-fields":
        return [{name: value for name, value in resource.items() if name not in fault.names}]
    if fault.kind == "recoded" and resource["resourceType"] == "ChargeItem":
        return [resource | {"code": _recoded(resource["code"], fault.names[0])}]
    if fault.kind == "split" and resource.get("quantity", {}).get("value", 1) > 1:
        rest = resource["quantity"]["value"] - 1
        return [resource | {"quantity": {"value": rest}}, resource | {"quantity": {"value": 1}}]
    return [resource]


def _recoded(concept: Json, code: str) -> Json:
    return concept | {"coding": [coding | {"code": code} for coding in concept.get("coding", [])]}


def hidden_until(fault: Fault | None, now: float) -> float | None:
    """Until when a written resource is shown to nobody, in seconds since the epoch; None: shown at once."""
    if fault is None or fault.kind != "held":
        return None
    return now + fault.seconds if fault.seconds else float("inf")
