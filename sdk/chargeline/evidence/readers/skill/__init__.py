"""What the therapist did that others cannot: help, cues, hands, decisions."""
