"""Contract 1 as JSON: encounters read with all their problems at once, reports written out in the contract's order."""

from chargeline.wire.read import read_encounter
from chargeline.wire.write import report_to_json
from chargeline.wire.write_encounter import encounter_to_json

__all__ = ["encounter_to_json", "read_encounter", "report_to_json"]
