"""`python -m chargeline` is the command `chargeline`."""

from chargeline.cli import main

raise SystemExit(main())
