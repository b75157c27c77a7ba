"""What a clinician has said and edited in one launch: kept sealed, never in the browser, never in the chart.

desk.py      the values: visit read, choices, edited minutes, answers
judge.py     desk -> what the SDK says of it, with edited minutes as a working value
changes.py   what Read again found
kept.py      what outlives a session for a while: answers and edits, for the next launch of the same visit
store.py     sealed rows, one a session; a change is made on the newest version or not at all
"""
