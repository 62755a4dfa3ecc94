from queue import SimpleQueue

from models import User
from worker import Directory, Tally, UserEvent, consume, drain, encode

ADA = User(1, "Ada", "ada@example.com")
ALAN = User(2, "Alan", "alan@example.com")


def test_the_directory_follows_the_events() -> None:
    directory = Directory()
    messages = [
        encode(UserEvent("saved", ALAN)),
        encode(UserEvent("saved", ADA)),
        encode(UserEvent("removed", ALAN)),
    ]

    assert consume(messages, directory.apply) == Tally(handled=3, rejected=0)
    assert directory.active() == [ADA]


def test_events_may_come_twice() -> None:
    directory = Directory()
    event = UserEvent("saved", ADA)

    consume([encode(event)] * 2, directory.apply)

    assert directory.active() == [ADA]


def test_a_bad_message_does_not_stop_the_others() -> None:
    directory = Directory()

    assert consume(["{", encode(UserEvent("saved", ADA))], directory.apply) == Tally(1, 1)
    assert directory.active() == [ADA]


def test_a_queue_is_drained_until_it_is_closed() -> None:
    queue: SimpleQueue[str | None] = SimpleQueue()
    for message in ("one", "two", None, "late"):
        queue.put(message)

    assert list(drain(queue)) == ["one", "two"]
