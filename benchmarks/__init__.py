"""Side-by-side measurements. Each module prints ratios measured in one run; none of them decides anything."""
