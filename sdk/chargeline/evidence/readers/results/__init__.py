"""Results of measurement: what a number measures, on which day, beside which other number."""
