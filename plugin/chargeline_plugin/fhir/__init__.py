"""Reading the EHR over FHIR R4. Nothing here decides what is open; that is `chargeline_plugin.visit`.

    client = FhirClient(launch.fhir_base, access_token, site.vendor)     access_token() gives the current token
    read_chart(client, Asked(...)) -> Chart                              raises NoChart; other sources fail alone
    client.capability()                                                  the CapabilityStatement, cached
    write.Writer(launch.fhir_base, access_token).send(...)               one write, never repeated

Failures are FhirFailure with a Cause from a closed list, and never carry a word of an answer's body.
"""

from chargeline_plugin.fhir.chart import Chart, NoChart
from chargeline_plugin.fhir.client import FhirClient, Found
from chargeline_plugin.fhir.failures import Cause, FhirFailure
from chargeline_plugin.fhir.read import Asked, read_chart

__all__ = ["Asked", "Cause", "Chart", "FhirClient", "FhirFailure", "Found", "NoChart", "read_chart"]
