"""The chart pages of the stand-in EHR: plain server-rendered HTML that works without JavaScript."""
