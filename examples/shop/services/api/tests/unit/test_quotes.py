from api.quotes import create_quote
from api.schemas import Order, OrderLine
from pricing import Quote


def test_an_order_becomes_a_quote() -> None:
    order = Order(lines=[OrderLine(unit_cents=500, quantity=2)], discount_bp=1000)

    assert create_quote(order) == Quote(subtotal=1000, net=900, vat=171, gross=1071)
