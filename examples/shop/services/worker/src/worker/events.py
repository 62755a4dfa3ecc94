import json
from dataclasses import dataclass
from typing import Literal

from models import User


class EventError(ValueError):
    """A message that is not a user event."""


@dataclass(frozen=True, slots=True)
class UserEvent:
    kind: Literal["saved", "removed"]
    user: User


def encode(event: UserEvent) -> str:
    return json.dumps({"kind": event.kind, "user": event.user.to_dict()})


def decode(message: str) -> UserEvent:
    try:
        payload = json.loads(message)
    except json.JSONDecodeError as error:
        raise EventError(f"not JSON: {error}") from error

    match payload:
        case {
            "kind": "saved" | "removed" as kind,
            "user": {
                "id": int(id),
                "name": str(name),
                "email": str(email),
                "is_active": bool(is_active),
            },
        }:
            return UserEvent(kind, User(id, name, email, is_active))
        case _:
            raise EventError(f"not a user event: {message}")
