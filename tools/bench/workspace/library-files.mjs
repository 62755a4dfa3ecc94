/**
 * What projects of the import-heavy workspace have beside their own rules: code on pandas, SQLAlchemy, FastAPI and
 * pydantic, and tests of it. Formatted as ruff does it, and clean under strict mypy.
 */

const frames = {
  packages: ['pandas'],
  code: `"""Amounts as tables."""

import pandas as pd


def totals(names: list[str], amounts: list[int]) -> dict[str, int]:
    """The sum of all amounts, by name."""
    frame = pd.DataFrame({"name": names, "amount": amounts})
    sums = frame.groupby("name")["amount"].sum()
    return {str(name): int(amount) for name, amount in sums.items()}


def largest(names: list[str], amounts: list[int]) -> str:
    """The name with the largest amount."""
    return str(pd.Series(amounts, index=names).idxmax())
`,
  tests: `def test_totals() -> None:
    assert totals(["a", "b", "a"], [1, 2, 3]) == {"a": 4, "b": 2}


def test_largest() -> None:
    assert largest(["a", "b"], [1, 2]) == "b"
`,
  names: ['largest', 'totals'],
};

const store = {
  packages: ['sqlalchemy', 'pydantic'],
  code: `"""Amounts in a database."""

from pydantic import BaseModel, Field
from sqlalchemy import String, create_engine, func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    """What all tables have in common."""


class Row(Base):
    """A stored amount."""

    __tablename__ = "amounts"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40))
    amount: Mapped[int]


class Entry(BaseModel):
    """An amount as it is entered."""

    name: str = Field(max_length=40)
    amount: int = Field(ge=0)


def totals(entries: list[Entry]) -> dict[str, int]:
    """Store all, and add them up by name."""
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all(Row(name=entry.name, amount=entry.amount) for entry in entries)
        session.flush()
        sums = session.execute(select(Row.name, func.sum(Row.amount)).group_by(Row.name))
        return {name: amount for name, amount in sums.all()}
`,
  tests: `def test_totals() -> None:
    entries = [Entry(name="a", amount=1), Entry(name="a", amount=3)]
    assert totals(entries) == {"a": 4}


def test_entry() -> None:
    assert Entry.model_validate({"name": "a", "amount": "2"}).amount == 2
`,
  names: ['Entry', 'totals'],
};

const service = {
  packages: ['fastapi', 'pydantic', 'httpx2'],
  code: `"""Amounts as a service."""

from fastapi import FastAPI
from pydantic import BaseModel, Field


class Entry(BaseModel):
    """An amount as it is sent."""

    name: str = Field(max_length=40)
    amount: int = Field(ge=0)


app = FastAPI()


@app.post("/totals")
def totals(entries: list[Entry]) -> dict[str, int]:
    """Add all up by name."""
    sums: dict[str, int] = {}
    for entry in entries:
        sums[entry.name] = sums.get(entry.name, 0) + entry.amount
    return sums
`,
  tests: `def test_totals() -> None:
    entries = [{"name": "a", "amount": 1}, {"name": "a", "amount": 3}]
    assert TestClient(app).post("/totals", json=entries).json() == {"a": 4}


def test_refused() -> None:
    assert TestClient(app).post("/totals", json=[{"name": "a", "amount": -1}]).status_code == 422
`,
  names: ['app'],
  imports: 'from fastapi.testclient import TestClient\n',
};

const report = {
  packages: ['pandas', 'sqlalchemy'],
  code: `"""Reports out of a database."""

import pandas as pd
from sqlalchemy import Column, Integer, MetaData, String, Table, create_engine, insert, select

amounts = Table("amounts", MetaData(), Column("name", String), Column("amount", Integer))


def monthly(rows: list[dict[str, str | int]]) -> dict[str, float]:
    """The mean amount, by name."""
    engine = create_engine("sqlite://")
    amounts.metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(insert(amounts), rows)
        found = connection.execute(select(amounts.c.name, amounts.c.amount)).all()
    frame = pd.DataFrame([tuple(row) for row in found], columns=["name", "amount"])
    means = frame.groupby("name")["amount"].mean()
    return {str(name): float(amount) for name, amount in means.items()}
`,
  tests: `def test_monthly() -> None:
    assert monthly([{"name": "a", "amount": 1}, {"name": "a", "amount": 3}]) == {"a": 2.0}


def test_several() -> None:
    assert len(monthly([{"name": name, "amount": 1} for name in "abc"])) == 3
`,
  names: ['monthly'],
};

const kinds = [service, frames, store, report];

/** What the project at a place in the plan is built on. */
export function librariesOf(index) {
  return kinds[index % kinds.length];
}

/** Packages that its manifest declares, those of tests included. */
export function packagesOf(index) {
  return librariesOf(index).packages;
}

/** The module and its tests, relative to the project. */
export function libraryFiles(module, index) {
  const { code, tests, names, imports = '' } = librariesOf(index);
  const own = `from ${module}.amounts import ${names.join(', ')}\n`;
  return {
    [`src/${module}/amounts.py`]: code,
    [`tests/unit/test_${module}_amounts.py`]: `${imports}${imports === '' ? '' : '\n'}${own}\n\n${tests}`,
  };
}
