import random
from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest

from pricing import _fallback

Total = Callable[[Any, Any, Any], tuple[int, int, int]]


def load_native() -> Total:
    try:
        native = import_module("pricing._native")
    except ImportError:
        pytest.skip("no compiled module: uv sync --all-packages --reinstall-package pricing")
    total: Total = native.total
    return total


@pytest.fixture(params=["native", "fallback"])
def total(request: pytest.FixtureRequest) -> Total:
    return load_native() if request.param == "native" else _fallback.total


@pytest.mark.parametrize(
    ("subtotal", "discount_bp", "vat_bp", "expected"),
    [
        (0, 0, 0, (0, 0, 0)),
        (1000, 0, 0, (1000, 0, 1000)),
        (1000, 1000, 1900, (900, 171, 1071)),
        (1000, 10_000, 1900, (0, 0, 0)),
        (50, 0, 100, (50, 1, 51)),
        (49, 0, 100, (49, 0, 49)),
        (50, 100, 0, (49, 0, 49)),
        (10**14, 0, 10_000, (10**14, 10**14, 2 * 10**14)),
    ],
)
def test_takes_discount_then_adds_vat(
    total: Total, subtotal: int, discount_bp: int, vat_bp: int, expected: tuple[int, int, int]
) -> None:
    assert total(subtotal, discount_bp, vat_bp) == expected


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((-1, 0, 0), "subtotal must be between 0 and 100000000000000"),
        ((10**14 + 1, 0, 0), "subtotal must be between 0 and 100000000000000"),
        ((10**30, 0, 0), "subtotal must be between 0 and 100000000000000"),
        ((0, 10_001, 0), "discount_bp must be between 0 and 10000"),
        ((0, 0, -1), "vat_bp must be between 0 and 10000"),
    ],
)
def test_refuses_what_is_out_of_range(
    total: Total, arguments: tuple[int, int, int], message: str
) -> None:
    with pytest.raises(ValueError, match=f"^{message}$"):
        total(*arguments)


def test_refuses_fractions_of_a_cent(total: Total) -> None:
    with pytest.raises(TypeError, match="'float' object cannot be interpreted as an integer"):
        total(9.5, 0, 0)


def test_native_and_fallback_agree() -> None:
    native = load_native()
    pick = random.Random(0)
    for _ in range(1000):
        order = (pick.randint(0, 10**14), pick.randint(0, 10_000), pick.randint(0, 10_000))
        assert native(*order) == _fallback.total(*order)
