"""From what was treated to charge lines: settle each service, count units, draw the lines.

Pure functions between the rules and `evaluate`. Nothing here decides a matter of coding: the rules do.
"""
