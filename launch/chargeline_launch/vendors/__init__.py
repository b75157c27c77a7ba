"""The vendor tables. Launch reads facts from here; it never asks which vendor it is."""

from collections.abc import Mapping
from typing import Final

from .epic import EPIC
from .facts import Fact, Vendor
from .generic import GENERIC
from .oracle import ORACLE

VENDORS: Final[Mapping[str, Vendor]] = {vendor.name: vendor for vendor in (EPIC, ORACLE, GENERIC)}

__all__ = ["EPIC", "GENERIC", "ORACLE", "VENDORS", "Fact", "Vendor"]
