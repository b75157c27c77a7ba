"""The command line: `chargeline evaluate`, `units`, `classify`, `explain`, `rules`, `schema`, `import-ncci`,
`verify-decision`.

Exit 0 done, 1 a blocking alert (with --strict) or a decision that cannot be repeated, 2 bad input (stderr names every
path), 3 an error of ours. Never a traceback: it could carry a note's text.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from chargeline.cli.parser import arguments
from chargeline.cli.streams import internal_error, report_problems, unknown
from chargeline.errors import BadEncounter, BadRuleBook, UnknownPolicy

__all__ = ["main"]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    given = arguments(argv)
    try:
        code: int = given.run(given)
        sys.stdout.flush()
    except (BadEncounter, BadRuleBook) as error:
        return report_problems(error.problems)
    except UnknownPolicy as error:
        return report_problems((unknown(error),))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        return internal_error(error)
    return code
