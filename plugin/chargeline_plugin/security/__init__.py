"""Small, findable pieces of security, each in a file of its own.

browser.py   the one cookie, which names the browser and nothing else
csrf.py      every POST proves that its form came from this session's page in this browser
headers.py   what every answer carries; who may frame it
logs.py      nothing that names a patient or opens a door reaches a log
"""
