"""What the notes document, for which service, and where."""

from chargeline.evidence.lexicon import Lexicon, default_lexicon, load_lexicon
from chargeline.evidence.read import read
from chargeline.evidence.reading import DocumentedService, Mention, Reading, Stated

__all__ = [
    "DocumentedService",
    "Lexicon",
    "Mention",
    "Reading",
    "Stated",
    "default_lexicon",
    "load_lexicon",
    "read",
]
