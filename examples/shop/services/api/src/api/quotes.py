from fastapi import APIRouter

from api.schemas import Order, Problem
from pricing import Line, Quote, quote_order

router = APIRouter(prefix="/quotes", tags=["quotes"])


# 400 is the answer to a body that is not even UTF-8.
@router.post("", responses={400: {"model": Problem}})
def create_quote(order: Order) -> Quote:
    lines = [Line(line.unit_cents, line.quantity) for line in order.lines]
    return quote_order(lines, discount_bp=order.discount_bp, vat_bp=order.vat_bp)
