"""What is said in the texts of an encounter, each with its words and the services that it belongs to."""

from __future__ import annotations

from collections.abc import Iterator

from chargeline.evidence.readers.finding import Found
from chargeline.evidence.readers.needs import with_readers
from chargeline.evidence.readers.progress.contrast import contrasts
from chargeline.evidence.readers.purpose.rationale import seen_in_tasks
from chargeline.evidence.readers.results.measures import measures
from chargeline.evidence.readers.signature import signatures
from chargeline.evidence.readers.skill.seen import seen_and_done
from chargeline.evidence.reading import DocumentedService, Mention
from chargeline.evidence.services.names.attribution import attribute, in_group
from chargeline.evidence.services.people.givers import givers
from chargeline.evidence.source import Source, Texts
from chargeline.evidence.text.structure import Segment


def mentions_of(texts: Texts, services: tuple[DocumentedService, ...]) -> list[Mention]:
    """Those of the notes, then those of the services' own texts."""
    found = [mention for source in texts.notes for mention in _of_note(source, services)]
    return found + [mention for source in texts.own for mention in _of_service(source)]


def _of_note(source: Source, services: tuple[DocumentedService, ...]) -> Iterator[Mention]:
    group = in_group(services)
    for one in _themes(source.segments):
        yield _mention(source, one, attribute(one, services, group))
    for signed in signatures(source.segments):
        evidence = source.quote(signed.segment, signed.start, signed.end)
        yield Mention(kind="signature", name=signed.role, evidence=evidence)
    yield from _givers(source, ())


def _givers(source: Source, services: tuple[str, ...]) -> Iterator[Mention]:
    """Assistants and students who gave a service; without one told, something of the visit."""
    for one in givers(source.segments):
        evidence = source.quote(one.segment, one.start, one.end)
        yield Mention(kind="giver", name=one.role, evidence=evidence, services=one.services or services)


def _of_service(source: Source) -> Iterator[Mention]:
    for one in _themes(source.segments):
        yield _mention(source, one, (source.owner,))
    yield from _givers(source, (source.owner,))


def _themes(parts: list[Segment]) -> Iterator[Found]:
    for segment, reads in with_readers(parts):
        for read_theme in reads:
            yield from read_theme(segment)
    yield from measures(parts)
    yield from seen_in_tasks(parts)
    yield from seen_and_done(parts)
    yield from contrasts(parts)


def _mention(source: Source, one: Found, services: tuple[str, ...]) -> Mention:
    evidence = source.quote(one.segment, one.start, one.end)
    return Mention(one.kind, one.name, evidence, one.context, services, one.segment.section)
