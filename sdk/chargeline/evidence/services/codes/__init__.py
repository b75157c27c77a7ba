"""Which code the words speak for where no name says it."""
