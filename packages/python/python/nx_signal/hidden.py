"""Keeps functions that run during tests out of what is measured about them."""

from __future__ import annotations

from types import FunctionType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType
    from typing import Any, TypeVar

    Function = TypeVar("Function")


def hidden(function: Function) -> Function:
    """Moves the code of a function to no file: coverage of everything leaves that out."""
    function.__code__ = without_file(function.__code__)  # type: ignore[attr-defined]
    return function


def hide_all(namespace: dict[str, Any]) -> None:
    """Does so with all functions and methods that a module defines."""
    for one in list(namespace.values()):
        if getattr(one, "__module__", None) != namespace["__name__"]:
            continue
        for value in vars(one).values() if isinstance(one, type) else [one]:
            function = getattr(value, "fget", value)
            if isinstance(function, FunctionType):
                hidden(function)


def without_file(code: CodeType) -> CodeType:
    """The same code and all code inside it."""
    inner = tuple(
        without_file(one) if isinstance(one, type(code)) else one for one in code.co_consts
    )
    return code.replace(co_filename="<nx-signal>", co_consts=inner)
