from fastapi import APIRouter
from sqlalchemy import text

from api.database import DatabaseSession

router = APIRouter(tags=["health"])


@router.get("/health")
def health(session: DatabaseSession) -> dict[str, str]:
    session.execute(text("SELECT 1"))
    return {"status": "ok"}
