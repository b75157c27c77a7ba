"""FHIR traffic and resources; the only place that knows fhirclient."""
