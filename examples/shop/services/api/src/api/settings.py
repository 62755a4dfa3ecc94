import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from sqlalchemy import URL, make_url


@dataclass(frozen=True, slots=True)
class Settings:
    database_url: str = "sqlite:///shop.db"

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> Self:
        return cls(database_url=env.get("DATABASE_URL") or cls().database_url)

    def url(self) -> URL:
        """The database's address, with the driver that is installed for PostgreSQL."""
        url = make_url(self.database_url)
        if url.drivername in {"postgres", "postgresql"}:
            return url.set(drivername="postgresql+psycopg")
        return url
