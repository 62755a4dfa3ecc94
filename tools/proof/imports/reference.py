"""Print the imports of Python files as CPython's own parser sees them.

Reads file names from standard input, one per line, and prints one line of JSON per file: `null` if
the file cannot be parsed, else the list of [line, module, names or null, certainly type-checking].
"""

import ast
import importlib.util
import json
import sys
import tokenize
import warnings

FUNCTIONS = {"import_module", "__import__", "importorskip"}


def function_name(function):
    if isinstance(function, ast.Name):
        return function.id
    if isinstance(function, ast.Attribute):
        return function.attr
    return None


def literal(node):
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return None


def first_argument(call):
    if call.args:
        return call.args[0]
    keywords = [keyword for keyword in call.keywords if keyword.arg in ("name", "modname")]
    return keywords[0].value if keywords and keywords[0] is call.keywords[0] else None


def package_argument(call):
    if len(call.args) > 1:
        return literal(call.args[1])
    named = [keyword.value for keyword in call.keywords if keyword.arg == "package"]
    return literal(named[0]) if named else None


def called_module(call):
    if function_name(call.func) not in FUNCTIONS:
        return None
    module = literal(first_argument(call))
    if not module or any(letter.isspace() or letter in ",:/\\{}" for letter in module):
        return None
    package = package_argument(call)
    if module.startswith(".") and package:
        return importlib.util.resolve_name(module, package)
    return module


def is_type_checking(test):
    if isinstance(test, ast.Attribute):
        return test.attr == "TYPE_CHECKING"
    return isinstance(test, ast.Name) and test.id == "TYPE_CHECKING"


def imports_of(node, checking, found):
    if isinstance(node, ast.Import):
        for alias in node.names:
            found.append([node.lineno, alias.name, None, checking])
    elif isinstance(node, ast.ImportFrom):
        names = [alias.name for alias in node.names]
        found.append([node.lineno, "." * node.level + (node.module or ""), names, checking])
    elif isinstance(node, ast.Call):
        module = called_module(node)
        if module is not None:
            found.append([node.func.end_lineno, module, None, checking])
    for field, value in ast.iter_fields(node):
        inside = checking or (
            isinstance(node, ast.If) and field == "body" and is_type_checking(node.test)
        )
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                imports_of(child, inside, found)


def read(name):
    try:
        with tokenize.open(name) as file:
            tree = ast.parse(file.read(), name)
        found = []
        imports_of(tree, False, found)
    except (SyntaxError, ValueError, UnicodeError, RecursionError):
        return None
    return found


def main():
    warnings.simplefilter("ignore")
    sys.setrecursionlimit(5000)
    for line in sys.stdin:
        print(json.dumps(read(line.rstrip("\n"))))


main()
