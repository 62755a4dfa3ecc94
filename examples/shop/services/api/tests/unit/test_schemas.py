import pytest
from pydantic import ValidationError

from api.schemas import NewUser, Order


@pytest.mark.parametrize(
    ("name", "email"),
    [
        ("", "ada@example.com"),
        ("A\x00da", "ada@example.com"),
        ("Ada", "ada"),
        ("Ada", "ada@example.com\n"),
        ("Ada", f"ada@{'x' * 251}"),
    ],
)
def test_a_new_user_needs_a_name_and_an_address(name: str, email: str) -> None:
    with pytest.raises(ValidationError):
        NewUser(name=name, email=email)


@pytest.mark.parametrize(
    "order",
    [
        {"lines": []},
        {"lines": [{"unit_cents": "100", "quantity": 1}]},
        {"lines": [{"unit_cents": 9.5, "quantity": 1}]},
        {"lines": [{"unit_cents": 100, "quantity": 0}]},
        {"lines": [{"unit_cents": 100, "quantity": 1}], "coupon": "FREE"},
    ],
)
def test_an_order_is_taken_literally(order: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Order.model_validate(order)


def test_a_whole_number_may_be_written_as_a_float() -> None:
    order = Order.model_validate({"lines": [{"unit_cents": 100.0, "quantity": 1}], "vat_bp": 7e2})

    assert (order.lines[0].unit_cents, order.vat_bp) == (100, 700)
