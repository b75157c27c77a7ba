"""The Flask views: small, one file a step of the work. What pages show is put together in `show/`.

services.py   what views need, made once
places.py     how many may wait for one EHR at once
gate.py       who may enter a session's pages
launch.py     from the EHR's launch to a session
away.py       the visit as last read, while the EHR cannot be asked
visit.py      the page, edits, answers, choices, Read again
writing.py    what writing needs, shared by the two below
sending.py    preview, confirm, receipt, CSV
after.py      look again, a person's word, correction, reversal; license and session of the day
sent.py       what was sent, for the page of the visit
plain.py      start page, patterns
health.py     alive, ready
forms.py      what a form's field says
failing.py    every failure as a page with a code
"""
