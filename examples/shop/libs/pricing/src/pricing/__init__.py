"""Order totals in whole cents."""

from pricing.quote import Line, Quote, quote_order

__all__ = ["Line", "Quote", "quote_order"]
