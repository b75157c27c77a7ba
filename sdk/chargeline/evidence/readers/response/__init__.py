"""How the patient took the treatment, and what only sounds like it."""
