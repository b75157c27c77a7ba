"""What the book holds, as types: codes, dated values, payer policies, edit tables. The facts lie in `data/`."""
