from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

try:
    from pricing._native import total
except ImportError:
    from pricing._fallback import total


class Line(NamedTuple):
    unit_cents: int
    quantity: int


@dataclass(frozen=True, slots=True)
class Quote:
    """What an order costs, in cents: net is after the discount, gross includes VAT."""

    subtotal: int
    net: int
    vat: int
    gross: int


def quote_order(lines: Iterable[Line], *, discount_bp: int = 0, vat_bp: int = 0) -> Quote:
    """Price an order. Rates are basis points: 1900 is 19 %.

    Discount and VAT are taken once, from the sum: rounding line by line would drift.
    """
    subtotal = sum(line.unit_cents * line.quantity for line in lines)
    net, vat, gross = total(subtotal, discount_bp, vat_bp)
    return Quote(subtotal=subtotal, net=net, vat=vat, gross=gross)
