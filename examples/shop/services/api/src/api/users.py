from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Query
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from api.database import DatabaseSession, UserRow
from api.schemas import NewUser, Problem
from models import User

router = APIRouter(prefix="/users", tags=["users"])

# The largest id the database's integer column holds.
LAST_ID = 2**31 - 1


@router.post("", status_code=201, responses={400: {"model": Problem}, 409: {"model": Problem}})
def create_user(new: NewUser, session: DatabaseSession) -> User:
    row = UserRow(name=new.name, email=new.email)
    session.add(row)
    try:
        session.commit()
    except IntegrityError as error:
        raise HTTPException(409, f"{new.email} is already registered") from error
    return to_user(row)


@router.get("")
def list_users(
    session: DatabaseSession,
    after: Annotated[int, Query(ge=0, le=LAST_ID)] = 0,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> list[User]:
    rows = session.scalars(
        select(UserRow).where(UserRow.id > after).order_by(UserRow.id).limit(limit)
    )
    return [to_user(row) for row in rows]


@router.get("/{user_id}", responses={404: {"model": Problem}})
def get_user(user_id: Annotated[int, Path(ge=1, le=LAST_ID)], session: DatabaseSession) -> User:
    row = session.get(UserRow, user_id)
    if row is None:
        raise HTTPException(404, f"there is no user {user_id}")
    return to_user(row)


def to_user(row: UserRow) -> User:
    return User(id=row.id, name=row.name, email=row.email, is_active=row.is_active)
