import pytest

from api.settings import Settings


@pytest.mark.parametrize(
    ("env", "url"),
    [
        ({}, "sqlite:///shop.db"),
        ({"DATABASE_URL": ""}, "sqlite:///shop.db"),
        ({"DATABASE_URL": "sqlite:///other.db"}, "sqlite:///other.db"),
        ({"DATABASE_URL": "postgres://db/shop"}, "postgresql+psycopg://db/shop"),
        ({"DATABASE_URL": "postgresql://db/shop"}, "postgresql+psycopg://db/shop"),
        ({"DATABASE_URL": "postgresql+asyncpg://db/shop"}, "postgresql+asyncpg://db/shop"),
    ],
)
def test_the_database_comes_from_the_environment(env: dict[str, str], url: str) -> None:
    assert str(Settings.from_env(env).url()) == url
