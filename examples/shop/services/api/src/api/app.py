from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from sqlalchemy import create_engine

from api import health, quotes, users
from api.database import Base
from api.settings import Settings


def create_app(settings: Settings | None = None) -> FastAPI:
    """The application. A server calls this without arguments and gets its settings from the env."""
    engine = create_engine((settings or Settings.from_env()).url())

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        Base.metadata.create_all(engine)
        yield
        engine.dispose()

    app = FastAPI(title="Shop", version="0.1.0", lifespan=lifespan)
    app.state.engine = engine
    for module in (health, users, quotes):
        app.include_router(module.router)
    return app
