import pytest

from models import User
from worker import EventError, UserEvent, decode, encode


def test_an_event_survives_the_wire() -> None:
    event = UserEvent("saved", User(1, "Ada", "ada@example.com", is_active=False))

    assert decode(encode(event)) == event


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        ("", "not JSON"),
        ("[]", "not a user event"),
        ('{"kind": "saved"}', "not a user event"),
        ('{"kind": "saved", "user": {"id": "1"}}', "not a user event"),
    ],
)
def test_other_messages_are_refused(message: str, reason: str) -> None:
    with pytest.raises(EventError, match=f"^{reason}"):
        decode(message)
