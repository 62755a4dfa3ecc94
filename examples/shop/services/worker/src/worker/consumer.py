import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from queue import SimpleQueue

from worker.events import EventError, UserEvent, decode

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Tally:
    handled: int
    rejected: int


def consume(messages: Iterable[str], handle: Callable[[UserEvent], None]) -> Tally:
    """Hand every event to `handle`. A message that is none is logged, not fatal."""
    handled = rejected = 0
    for message in messages:
        try:
            event = decode(message)
        except EventError as error:
            log.warning("rejected: %s", error)
            rejected += 1
        else:
            handle(event)
            handled += 1
    return Tally(handled, rejected)


def drain(queue: SimpleQueue[str | None]) -> Iterator[str]:
    """The queue's messages, up to the None that closes it."""
    return iter(queue.get, None)
