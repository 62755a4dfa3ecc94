"""How a task looks on the shelf first when it imports something, unseen by itself.

The function by which Python finds and loads modules is called by every import. A function in its place would be
a frame more in tracebacks, and in what looks at the stack, of each import that fails. So it stays the same
function, and calls another one on the line of its own first statement.
"""

from __future__ import annotations

import ast
import importlib
import os
import warnings
from importlib import _bootstrap  # type: ignore[attr-defined]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import CodeType

NAME = "_find_and_load"
PLACE = "the function that is called first"


class NotSearchable(Exception):
    """This version of Python is not written as expected, or comes without its source."""


def code_that_calls(first: Callable[[str], None]) -> CodeType:
    """The code of Python's function, beginning with a call of another one with the name of the module."""
    original = _bootstrap._find_and_load.__code__
    function = find_source(original)
    is_described = ast.get_docstring(function) is not None
    statement = function.body[is_described]
    call = ast.Expr(ast.Call(ast.Constant(PLACE), [ast.Name(original.co_varnames[0], ast.Load())], []))
    for node in ast.walk(call):
        if "lineno" in node._attributes:
            ast.copy_location(node, statement)
    function.body.insert(is_described, call)
    with warnings.catch_warnings():
        # A text is nothing to call; it is replaced below.
        warnings.simplefilter("ignore")
        module = compile(
            ast.Module([function], []), original.co_filename, "exec", dont_inherit=True
        )
    code = next(one for one in module.co_consts if isinstance(one, type(original)))
    if code.co_varnames[: code.co_argcount] != original.co_varnames[: original.co_argcount]:
        raise NotSearchable(NAME)
    return code.replace(
        co_consts=tuple(first if one == PLACE else one for one in code.co_consts)
    )


def find_source(original: CodeType) -> ast.FunctionDef:
    path = os.path.join(os.path.dirname(importlib.__file__), "_bootstrap.py")
    try:
        with open(path, encoding="utf-8") as file:
            tree = ast.parse(file.read())
    except (OSError, SyntaxError) as error:
        raise NotSearchable(path) from error
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name == NAME:
            if node.lineno == original.co_firstlineno:
                return node
    raise NotSearchable(path)
