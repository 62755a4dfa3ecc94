"""Projects that could tell, or would come to something else, if what is shared were not hidden or refused."""

from __future__ import annotations

from case import Case

BROKEN = {
    "a syntax error in a test": {"test_a.py": "def test_a(:\n"},
    "a syntax error in an own module": {"own.py": "x = (\n", "test_a.py": "import own\n"},
    "a module that is not there": {
        "test_a.py": """
        import importlib
        import traceback
        def test_a():
            try:
                importlib.import_module("no_such_module")
            except ImportError:
                print(traceback.format_exc())
            importlib.import_module("no_such_module")
        """
    },
    "the depth of an own traceback": {
        "test_a.py": """
        import importlib
        import pytest
        def test_a():
            with pytest.raises(ImportError) as caught:
                importlib.import_module("no_such_module")
            print(len(caught.traceback))
            assert 0
        """
    },
    "the stack at the import of an own module": {
        "own.py": "import inspect\nNAMES = [one.function for one in inspect.stack()[:12]]\n",
        "test_a.py": "import own\ndef test_a():\n    print(own.NAMES)\n    assert 0\n",
    },
}

PATCHED = {
    "a module that a library looks for is put into sys.modules": {
        "conftest.py": """
        import sys
        from unittest.mock import MagicMock
        sys.modules["pyarrow"] = MagicMock()
        """,
        "test_a.py": "import pandas\ndef test_a(): assert pandas.DataFrame({'a': [1]}).a.sum() == 1\n",
    },
    "a version": {
        "test_a.py": """
        def test_a(monkeypatch):
            import numpy
            monkeypatch.setattr(numpy, "__version__", "1.0.0")
            import pandas
        """
    },
    "the platform": {
        "test_a.py": """
        import sys
        def test_a(monkeypatch):
            monkeypatch.setattr(sys, "platform", "win32")
            import sqlalchemy.util.compat as compat
            assert compat.win32
        """
    },
    "a flag of typing": {
        "conftest.py": "import typing\ntyping.TYPE_CHECKING = True\n",
        "test_a.py": "import pandas\ndef test_a(): pass\n",
    },
}

SPACED = """
    import importlib
    import pytest
    @pytest.mark.parametrize("name", ["spaced", "spaced.inner", "spaced.own"])
    def test_a(name):
        print(importlib.import_module(name).VALUE)
        assert 0
    """

NAMESPACES = {
    "an installed one": {"test_a.py": SPACED},
    "a package of its name": {"spaced/__init__.py": "VALUE = 'own'\n", "test_a.py": SPACED},
    "a part of it": {"spaced/own.py": "VALUE = 'own'\n", "test_a.py": SPACED},
    "its module in an own part": {"spaced/inner.py": "VALUE = 'own'\n", "test_a.py": SPACED},
}

EVADING_CASES = [
    *(Case(f"namespace package: {name}", files) for name, files in NAMESPACES.items()),
    *(Case(name, files) for name, files in BROKEN.items()),
    *(Case(f"patched: {name}", files, unsupported=True) for name, files in PATCHED.items()),
]
