"""The minutes of services: of lines and tables, of all together, of a rest, by the clock."""
