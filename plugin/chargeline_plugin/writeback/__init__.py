"""From a confirmed charge line to the EHR."""
