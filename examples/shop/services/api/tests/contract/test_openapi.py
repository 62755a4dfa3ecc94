from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import settings
from schemathesis.specs.openapi.checks import allow_header_conformance

from api.app import create_app
from api.settings import Settings

pytest_plugins = ["schemathesis.pytest.plugin"]

# The document needs no database: this one is never opened.
schema = schemathesis.openapi.from_dict(create_app(Settings("sqlite://")).openapi())


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    database = tmp_path_factory.mktemp("contract") / "shop.db"
    return create_app(Settings(f"sqlite:///{database}"))


# The same requests on every run: whether a cached result is green must not depend on luck.
@schema.parametrize()
@settings(max_examples=15, derandomize=True, database=None, deadline=None)
def test_the_application_keeps_its_document(case: schemathesis.Case[Any], app: FastAPI) -> None:
    # Starlette's 405 names the methods of one route, and /users has a route for each method.
    case.call_and_validate(app=app, excluded_checks=[allow_header_conformance])
