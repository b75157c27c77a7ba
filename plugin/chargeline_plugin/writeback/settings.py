"""What a site has switched on under `[sites.<id>.write]`. Everything is off until the site says otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from typing import Any

from chargeline_plugin.writeback.bill_codes import BadBillCodes, BillCodes


class BadWriteSettings(ValueError):
    """The `write` table cannot be used. Names each key and its fix."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteSettings:
    """The site's own key of the three.

    charge: charges may be written. draft_note: a charge worksheet may be filed as a draft note. signed_note: it may
    be filed as a signed note where the EHR knows no drafts. assistants_may_confirm: an assistant's click counts.
    bill_codes: the tenant's bill codes, without which Oracle's operation cannot be used.
    """

    charge: bool = False
    draft_note: bool = False
    signed_note: bool = False
    assistants_may_confirm: bool = False
    bill_codes: BillCodes | None = field(default=None)

    @classmethod
    def parse(cls, table: Mapping[str, Any]) -> WriteSettings:
        """Read the table. Raises BadWriteSettings naming all problems at once."""
        known = {item.name for item in fields(cls)}
        problems = [_unknown(key, known) for key in table if key not in known]
        flags = {key: value for key, value in table.items() if key in known - {"bill_codes"}}
        problems += [f"{key}: write true or false." for key, value in flags.items() if not isinstance(value, bool)]
        bill_codes = None
        if "bill_codes" in table:
            try:
                bill_codes = BillCodes.parse(table["bill_codes"])
            except BadBillCodes as bad:
                problems.append(str(bad))
        if problems:
            raise BadWriteSettings(" ".join(problems))
        return cls(**flags, bill_codes=bill_codes)


def _unknown(key: str, known: set[str]) -> str:
    near = get_close_matches(key, known, n=1)
    return f"{key}: no such setting." + (f" Write {near[0]}." if near else "")
