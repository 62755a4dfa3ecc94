from pricing import Line, Quote, quote_order


def test_an_empty_order_costs_nothing() -> None:
    assert quote_order([], vat_bp=1900) == Quote(subtotal=0, net=0, vat=0, gross=0)


def test_lines_add_up_before_discount_and_vat() -> None:
    lines = [Line(unit_cents=250, quantity=2), Line(unit_cents=500, quantity=1)]

    quote = quote_order(lines, discount_bp=1000, vat_bp=1900)

    assert quote == Quote(subtotal=1000, net=900, vat=171, gross=1071)


def test_rounding_happens_once_per_order() -> None:
    lines = [Line(unit_cents=50, quantity=1)] * 2

    assert quote_order(lines, vat_bp=100).vat == 1
