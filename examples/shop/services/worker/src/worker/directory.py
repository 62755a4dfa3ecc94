from models import User
from worker.events import UserEvent


class Directory:
    """The active users. Events may come twice: each one says the whole state of its user."""

    def __init__(self) -> None:
        self._users: dict[int, User] = {}

    def apply(self, event: UserEvent) -> None:
        if event.kind == "saved" and event.user.is_active:
            self._users[event.user.id] = event.user
        else:
            self._users.pop(event.user.id, None)

    def active(self) -> list[User]:
        return sorted(self._users.values(), key=lambda user: user.id)
