"""From a visit and a report to what the pages show. No request, no database, no FHIR."""
