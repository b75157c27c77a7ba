"""What the chart is asked again: a worksheet that cannot be read just now is not one that is gone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import responses
from tests.plugin.fhir.ehr import ENCOUNTER, PATIENT, Ehr, note

from chargeline_plugin.fhir.failures import FhirFailure
from chargeline_plugin.fhir.uris import EXAMPLE
from chargeline_plugin.writeback.chart_now import FhirChartNow


@pytest.fixture
def chart() -> Iterator[tuple[Ehr, FhirChartNow]]:
    """An EHR whose note has its text at an address, as at Epic, and the chart asked again."""
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        ehr = Ehr(mock)
        ehr.put(note(content=[{"attachment": {"contentType": "text/plain", "url": "Binary/b1"}}]))
        yield ehr, FhirChartNow(ehr.client(), "America/Chicago", lambda _: {}, EXAMPLE)


@pytest.mark.parametrize("status", [429, 500, 503, 504])
def test_while_a_text_cannot_be_read_nobody_says_that_a_worksheet_is_gone(
    chart: tuple[Ehr, FhirChartNow], status: int
) -> None:
    ehr, now = chart
    ehr.fails("Binary", status=status)
    with pytest.raises(FhirFailure):
        now.worksheets(PATIENT, ENCOUNTER)


@pytest.mark.parametrize("status", [403, 404])
def test_a_note_that_may_not_be_read_is_none_of_ours(chart: tuple[Ehr, FhirChartNow], status: int) -> None:
    ehr, now = chart
    ehr.fails("Binary", status=status)
    assert now.worksheets(PATIENT, ENCOUNTER) == {}
