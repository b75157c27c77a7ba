"""The authorization server of the stand-in EHR: SMART App Launch 2.2, strict."""
