"""The behaviour of _native.c, limits and messages included, for where it was not built."""

from operator import index

MAX_CENTS = 10**14
WHOLE = 10_000


def total(subtotal: int, discount_bp: int, vat_bp: int, /) -> tuple[int, int, int]:
    subtotal = _checked("subtotal", subtotal, MAX_CENTS)
    discount_bp = _checked("discount_bp", discount_bp, WHOLE)
    vat_bp = _checked("vat_bp", vat_bp, WHOLE)

    net = subtotal - _share(subtotal, discount_bp)
    vat = _share(net, vat_bp)
    return net, vat, net + vat


def _share(cents: int, basis_points: int) -> int:
    # Half a cent rounds up, as on an invoice; round() would go to the even cent.
    return (cents * basis_points + WHOLE // 2) // WHOLE


def _checked(name: str, value: int, most: int) -> int:
    number = index(value)
    if not 0 <= number <= most:
        raise ValueError(f"{name} must be between 0 and {most}")
    return number
