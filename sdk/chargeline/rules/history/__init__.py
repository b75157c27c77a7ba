"""Today beside the earlier visits of the same case."""
