from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

# PostgreSQL cannot store NUL in a text, and the other control characters have no place in one.
NAME = r"^[^\x00-\x1f\x7f]+$"
EMAIL = r"^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+$"


def whole(value: Any) -> Any:
    """JSON has one kind of number, and to a JSON Schema 5.0 is an integer as well."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


# Comes after the bounds: before them, it would hide them from the OpenAPI document.
Whole = BeforeValidator(whole)

BasisPoints = Annotated[int, Field(ge=0, le=10_000), Whole]


class Body(BaseModel):
    """A request body: what the document does not allow is refused, never converted."""

    model_config = ConfigDict(extra="forbid", strict=True)


class NewUser(Body):
    name: Annotated[str, Field(max_length=100, pattern=NAME)]
    email: Annotated[str, Field(max_length=254, pattern=EMAIL)]


class OrderLine(Body):
    unit_cents: Annotated[int, Field(ge=0, le=100_000_000), Whole]
    quantity: Annotated[int, Field(ge=1, le=1000), Whole]


class Order(Body):
    lines: Annotated[list[OrderLine], Field(min_length=1, max_length=100)]
    discount_bp: BasisPoints = 0
    vat_bp: BasisPoints = 1900


class Problem(BaseModel):
    detail: str
