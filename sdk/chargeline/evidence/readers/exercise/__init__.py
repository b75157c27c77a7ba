"""What was exercised: which exercises, how much of them, in which mode, and why for longer."""
