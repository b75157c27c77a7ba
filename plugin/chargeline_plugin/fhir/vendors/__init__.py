"""What is known about reading from each vendor's EHR: tables of one shape, no code."""

from __future__ import annotations

from collections.abc import Mapping

from chargeline_plugin.fhir.vendors.epic import EPIC
from chargeline_plugin.fhir.vendors.generic import GENERIC
from chargeline_plugin.fhir.vendors.oracle import ORACLE
from chargeline_plugin.fhir.vendors.table import Search, VendorReading

READING: Mapping[str, VendorReading] = {table.name: table for table in (GENERIC, EPIC, ORACLE)}

__all__ = ["READING", "Search", "VendorReading"]
