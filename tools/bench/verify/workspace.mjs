import { run } from '../../setup/run.mjs';
import { toolVersions } from '../workspace/files.mjs';
import { Workspace } from '../workspace/workspace.mjs';

/** Packages that real services import; each brings many modules. */
const packages = [
  'fastapi==0.121.2',
  'httpx==0.28.1',
  'pandas==2.3.3',
  'pydantic==2.12.4',
  'sqlalchemy==2.0.44',
];

const root = `[tool.uv.workspace]
members = ["libs/*"]

[dependency-groups]
dev = [${Object.entries(toolVersions)
  .map(([name, version]) => `"${name}==${version}"`)
  .join(', ')}]
`;

const manifest = `[project]
name = "service"
version = "0.1.0"
requires-python = ">=3.11"
dependencies = ${JSON.stringify(packages)}

[build-system]
requires = ["uv_build>=0.8"]
build-backend = "uv_build"
`;

const source = `import json
from pathlib import Path

import pandas as pd
from fastapi import FastAPI
from pydantic import BaseModel
from sqlalchemy import String, create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

DATA = Path(__file__).parent / "data"
app = FastAPI()


class Base(DeclarativeBase):
    pass


class Row(Base):
    __tablename__ = "rows"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(30))


class Item(BaseModel):
    name: str
    price: float


def load(name: str) -> dict[str, float]:
    return json.loads((DATA / f"{name}.json").read_text())


def total(name: str) -> float:
    frame = pd.DataFrame({"value": list(load(name).values())})
    return float(frame["value"].sum())


def stored(count: int) -> int:
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all(Row(name=str(number)) for number in range(count))
        session.commit()
        return len(session.scalars(select(Row)).all())


@app.post("/items")
def add(item: Item) -> Item:
    return item
`;

const modules = 20;

/** Tests that read data, talk to an application and keep rows, as unit tests of a service do. */
function testModule(index) {
  return `import os

import pytest
from fastapi.testclient import TestClient

from service import app, stored, total

client = TestClient(app)


@pytest.mark.parametrize("number", range(10))
def test_reads_data(number: int) -> None:
    os.environ.get("SERVICE_REGION", "eu")
    assert total(f"d{number}") == 10.0 + number


@pytest.mark.parametrize("price", range(10))
def test_answers(price: int) -> None:
    answer = client.post("/items", json={"name": "m${index}", "price": price})
    assert answer.json()["price"] == price


@pytest.mark.parametrize("count", [1, 10, 20])
def test_stores(count: int) -> None:
    assert stored(count) == count
`;
}

function files() {
  const folder = 'libs/service';
  const all = {
    'pyproject.toml': root,
    '.gitignore': '.venv\n.lists\n__pycache__\n.pytest_cache\n',
    [`${folder}/pyproject.toml`]: manifest,
    [`${folder}/src/service/__init__.py`]: source,
  };
  for (let number = 0; number < 10; number++)
    all[`${folder}/src/service/data/d${number}.json`] = JSON.stringify({ a: 10, b: number });
  for (let index = 0; index < modules; index++)
    all[`${folder}/tests/unit/test_m${index}.py`] = testModule(index);
  return all;
}

/** A workspace with one service whose tests import much and read files. */
export function serviceWorkspace() {
  const workspace = new Workspace(undefined);
  workspace.writeAll(files());
  run('uv', ['lock', '--quiet'], { cwd: workspace.root });
  workspace.commit();
  workspace.sync();
  return workspace;
}
