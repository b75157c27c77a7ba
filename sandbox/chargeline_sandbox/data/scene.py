"""One encounter of a story while its resources are being made."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from chargeline_sandbox.data.days import working_day
from chargeline_sandbox.data.maker import Maker

Json = dict[str, Any]
_DEFAULTS = {"day": 0, "minutes": 45}


@dataclass(frozen=True, slots=True)
class Scene:
    """The encounter's part of the story (`told`), and `key`, the name that its ids are made of."""

    make: Maker
    story: Json
    told: Json
    key: str

    @classmethod
    def of(cls, make: Maker, story: Json, number: int) -> "Scene":
        """The story's encounter of this number, counted from 1, with what the story says for all of them."""
        common = {"discipline": story["discipline"], "clinician": story["clinician"]}
        told = _DEFAULTS | common | story["encounters"][number - 1]
        return cls(make, story, told, f"{story['key']}-{number}")

    def asked(self, row: Json, name: str) -> Any:
        """A row's own value, else the encounter's."""
        return row[name] if name in row else self.told[name]

    def either(self, row: Json, *names: str) -> Any:
        """The first of these names that the row, or else the encounter, has a value for."""
        both = self.told | row
        return next(both[name] for name in names if name in both)

    def day(self, row: Json) -> date:
        """The day of a row."""
        return working_day(self.make.today, self.asked(row, "day"))

    def instant(self, row: Json, minutes: int = 0) -> str:
        """The start of a row, plus minutes."""
        return self.make.instant(self.day(row), self.asked(row, "start"), minutes)

    def period(self, row: Json) -> Json:
        """The Period of a row."""
        return self.make.period(self.day(row), self.asked(row, "start"), self.asked(row, "minutes"))

    def resource(self, kind: str, key: str, **elements: Any) -> Json:
        """A resource about this patient."""
        return self.make.resource(kind, key, subject=self.patient, **elements)

    @property
    def patient(self) -> Json:
        """A reference to the patient."""
        return self.make.reference("Patient", self.story["key"])

    @property
    def encounter(self) -> Json:
        """A reference to the encounter."""
        return self.make.reference("Encounter", self.key)
