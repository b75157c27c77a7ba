"""What the patient lacks, what of daily life that costs, and the tasks that were practised."""
