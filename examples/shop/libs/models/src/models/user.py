from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class User:
    """A customer of the shop. Registered users are numbered from 1."""

    id: int
    name: str
    email: str
    is_active: bool = True

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


def create_default_user() -> User:
    """The guest who stands in for a customer before they register."""
    return User(id=0, name="Guest", email="guest@example.com")
