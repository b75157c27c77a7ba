"""What was sent, kept before it was sent.

    ledger = open_ledger(database_url, seal)          migrates; raises LedgerAway
    ledger.opened(by=, site=, encounter=, at=)        a page was opened
    ledger.begin(claims, decision=, by=, at=)         one durable commit, before any request: {key: Begun | Held}
    ledger.settle(key, attempt=, state=, at=, ...)    one durable commit, after the answer
    ledger.entry(key) / ledger.next_version(slot) / ledger.history(key)
    folder.read_folder(ledger, visit) -> Folder       all of one encounter, read at once
    verify.verify(ledger, head=None) -> Verdict(head, findings)
    commands.add_to(subparsers)                       `ledger verify|show|export` for the command line

States and their closed transitions are in states.py. Events are appended, never changed, each over the hash of the
one before; what names a patient is sealed beside its event and can be destroyed without breaking the chain.
Whatever goes wrong with the database is LedgerAway: nothing may be sent then.
"""
