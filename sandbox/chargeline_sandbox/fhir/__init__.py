"""The FHIR R4 side of the stand-in EHR: store, search, reads, writes, bundles."""
