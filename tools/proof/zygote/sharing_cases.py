"""Projects whose tests import libraries that were imported before the fork."""

from __future__ import annotations

from case import Case
from evading_cases import EVADING_CASES

LIBRARIES = (
    *("pandas", "sqlalchemy", "sqlalchemy.orm", "fastapi", "fastapi.testclient", "pydantic"),
    "spaced.inner",
)

TEACHING = Case(
    "teaching",
    {"test_a.py": "".join(f"import {name}\n" for name in LIBRARIES) + "def test_a(): pass\n"},
)
"""What it imports is what is shared."""

SHOW_MODULES = """
    names = sorted(sys.modules)
    def test_modules():
        print(len(names), *names, sep="\\n")
        assert 0
    """


def shows_modules(*imported: str) -> Case:
    lines = "".join(f"    import {name}\n" for name in ("sys", *imported))
    return Case(
        f"modules after {', '.join(imported) or 'nothing'}",
        {"test_a.py": lines + SHOW_MODULES.lstrip("\n")},
    )


FRAME = """
    import pandas as pd
    def test_sum():
        frame = pd.DataFrame({"a": [1, 2, 3], "b": list("xyz")})
        assert frame.groupby("b").sum().a.tolist() == [1, 2, 4]
    """

SERVICE = {
    "shop.py": """
        from fastapi import FastAPI
        from pydantic import BaseModel, Field
        from sqlalchemy import String, create_engine, select
        from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
        class Base(DeclarativeBase): pass
        class Item(Base):
            __tablename__ = "items"
            id: Mapped[int] = mapped_column(primary_key=True)
            name: Mapped[str] = mapped_column(String(20))
        class ItemIn(BaseModel):
            name: str = Field(max_length=3)
        app = FastAPI()
        engine = create_engine("sqlite:///shop.db")
        @app.post("/items")
        def add(item: ItemIn) -> list[str]:
            Base.metadata.create_all(engine)
            with Session(engine) as session:
                session.add(Item(name=item.name))
                session.commit()
                return [one.name for one in session.scalars(select(Item))]
        """,
    "test_shop.py": """
        from fastapi.testclient import TestClient
        from shop import app
        def test_add():
            client = TestClient(app)
            assert client.post("/items", json={"name": "abc"}).json() == ["abc"]
            print(client.post("/items", json={"name": "abcd"}).json())
            print(client.get("/openapi.json").json())
            assert 0
        """,
}

MODULES = [
    shows_modules(),
    *(shows_modules(name) for name in LIBRARIES),
    shows_modules("decimal"),
    shows_modules("numpy"),
    shows_modules("typing_extensions"),
    shows_modules("starlette.responses"),
    shows_modules("dateutil.parser"),
    shows_modules("sqlalchemy", "pandas"),
    shows_modules("pandas", "sqlalchemy"),
    shows_modules("concurrent.futures", "pydantic"),
    Case(
        "nothing imported",
        {
            "test_a.py": f"""
            import sys
            def test_a():
                assert not {{*{LIBRARIES!r}, "numpy", "dateutil", "decimal"}} & set(sys.modules)
            def test_attributes():
                import email, concurrent, importlib, xml
                print([sorted(vars(one)) for one in (email, concurrent, importlib, xml)])
                assert 0
            """
        },
    ),
    Case(
        "inside a test",
        {
            "test_a.py": """
            import sys
            def test_a():
                before = set(sys.modules)
                import pydantic
                print(sorted(set(sys.modules) - before), sys.meta_path)
                assert 0
            def test_b():
                import importlib, pytest
                assert importlib.import_module("pandas") is pytest.importorskip("pandas")
                from sqlalchemy.orm import Session
                assert Session.__module__ == "sqlalchemy.orm.session"
            """
        },
    ),
    Case("a frame", {"test_a.py": FRAME}),
    Case("a service", SERVICE),
    Case(
        "patched by name",
        {
            "test_a.py": """
            from unittest import mock
            @mock.patch("pandas.read_csv", return_value=1)
            def test_a(read):
                import pandas
                assert pandas.read_csv("x") == 1
            """
        },
    ),
    Case(
        "finders, filters and loggers",
        {
            "test_a.py": """
            import logging, sys, warnings
            import pandas, fastapi, sqlalchemy
            state = [type(one).__name__ if not isinstance(one, type) else one.__name__ for one in sys.meta_path], list(map(str, warnings.filters))
            def test_a():
                print(*state, sep="\\n")
                print(*sorted(logging.root.manager.loggerDict.items(), key=str), sep="\\n")
                assert 0
            """
        },
    ),
    Case(
        "loggers that were switched off before",
        {
            "conftest.py": """
            import logging.config
            logging.config.dictConfig({"version": 1, "disable_existing_loggers": True})
            """,
            "test_a.py": """
            import logging, sqlalchemy, sqlalchemy.orm
            def test_a():
                print({n: getattr(l, "disabled", None) for n, l in sorted(logging.root.manager.loggerDict.items())})
                assert 0
            """,
        },
    ),
    Case("as errors", {"test_a.py": FRAME, "test_b.py": SERVICE["shop.py"]}, ["-W", "error"]),
    Case(
        "reloaded",
        {
            "test_a.py": """
            import importlib, sys
            def test_reload():
                import typing_extensions
                assert importlib.reload(typing_extensions) is typing_extensions
                del sys.modules["typing_extensions"]
                import typing_extensions as again
                assert again is not typing_extensions
            """
        },
    ),
    Case(
        "missing names",
        {
            "test_a.py": "import pandas.nothing\n",
            "test_b.py": "from pandas import nothing\n",
            "test_c.py": "import sqlalchemy.orm.nothing\n",
            "test_d.py": "import own\n",
            "own.py": "import pandas\nraise RuntimeError('own')\n",
        },
    ),
    Case(
        "in threads",
        {
            "test_a.py": """
            import importlib, threading
            NAMES = ["pandas", "sqlalchemy", "fastapi", "pydantic"] * 3
            def test_a():
                found = []
                threads = [threading.Thread(target=lambda n=n: found.append(importlib.import_module(n).__name__)) for n in NAMES]
                for one in threads: one.start()
                for one in threads: one.join()
                assert sorted(found) == sorted(NAMES)
            """
        },
    ),
    Case(
        "numbers",
        {
            "test_a.py": """
            import numpy as np
            def test_products():
                a = np.arange(250000, dtype=float).reshape(500, 500) / 1000
                b = a @ a.T
                print(repr(b.sum()), repr(np.linalg.inv(a + np.eye(500) * 1e4).sum()))
                print(np.random.default_rng(1).random(3), np.random.RandomState(2).random_sample(2))
                np.random.seed(3)
                print(np.random.random(3))
                import os
                threads = len(os.listdir("/proc/self/task"))
                print(threads)
                assert 0
            """
        },
    ),
]

PROCESSES = [
    Case(
        "a program that imports",
        {
            "test_a.py": """
            import subprocess, sys
            def test_a():
                code = "import pandas, sys; print(pandas.__version__, 'dateutil' in sys.modules)"
                print(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True))
                assert 0
            """
        },
    ),
    Case(
        "a fork that imports",
        {
            "test_a.py": """
            import os
            def test_a():
                pid = os.fork()
                if pid == 0:
                    import pandas, numpy
                    os._exit(int((numpy.ones((300, 300)) @ numpy.ones((300, 300))).max() == 300) + 3)
                assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 4
                import sys
                assert "pandas" not in sys.modules
            """
        },
    ),
    *(
        Case(
            f"multiprocessing by {method}",
            {
                "work.py": """
                import numpy, pandas
                def work(n): return float((numpy.ones((n, n)) @ numpy.ones((n, n))).sum()), pandas.Series([n]).sum().item()
                """,
                "test_a.py": f"""
                import multiprocessing
                from work import work
                def test_a():
                    with multiprocessing.get_context("{method}").Pool(2) as pool:
                        assert pool.map(work, [100, 200]) == [(1e6, 100), (8e6, 200)]
                """,
            },
        )
        for method in ("fork", "spawn", "forkserver")
    ),
    Case(
        "xdist and libraries", {"test_a.py": FRAME, "test_b.py": FRAME}, ["-n", "2"], unordered=True
    ),
]

OWN_PANDAS = {
    "pandas.py": "VALUE = 'own'\n",
    "test_a.py": "import pandas\ndef test_a(): print(pandas.VALUE); assert 0\n",
}

REFUSED = [
    Case("an own module of that name", OWN_PANDAS),
    Case(
        "an own module that a library would find",
        {"dateutil.py": "raise RuntimeError('own')\n", "test_a.py": FRAME},
        unsupported=True,
    ),
    Case(
        "an own module that a library looks for",
        {"pyarrow.py": "raise ImportError('own')\n", "test_a.py": FRAME},
        unsupported=True,
    ),
    Case(
        "an own module of the standard library's name",
        {
            "fractions.py": "VALUE = 1\n",
            "test_a.py": "import fractions\ndef test_a(): assert fractions.VALUE == 2\n",
        },
    ),
    Case(
        "a variable that nothing reads",
        {
            "conftest.py": "import os\nos.environ['SHOP_DATABASE'] = 'x'\n",
            "test_a.py": FRAME,
            "test_b.py": "import pydantic, os\ndef test_a(): assert os.environ['SHOP_DATABASE'] == 'y'\n",
        },
    ),
    Case(
        "a variable that Python code reads",
        {
            "conftest.py": "import os\nos.environ['PANDAS_FUTURE_INFER_STRING'] = '0'\n",
            "test_a.py": """
            import pandas
            def test_a(): print(pandas.options.future.infer_string); assert 0
            """,
        },
        unsupported=True,
    ),
    Case(
        "a variable that native code reads",
        {
            "conftest.py": "import os\nos.environ['OPENBLAS_NUM_THREADS'] = '1'\n",
            "test_a.py": FRAME,
        },
        unsupported=True,
    ),
    Case(
        "another time zone",
        {
            "conftest.py": "import os, time\nos.environ['TZ'] = 'Asia/Tokyo'\ntime.tzset()\n",
            "test_a.py": FRAME,
        },
        unsupported=True,
    ),
    Case(
        "the clock replaced",
        {"conftest.py": "import time\ntime.time = lambda: 0.0\n", "test_a.py": FRAME},
        unsupported=True,
    ),
    Case(
        "sockets replaced in a test",
        {
            "test_a.py": """
            import socket
            def test_a(monkeypatch):
                monkeypatch.setattr(socket, "socket", None)
                import pydantic
            """
        },
        unsupported=True,
    ),
    Case(
        "a library replaced",
        {"conftest.py": "import sys\nsys.modules['dateutil'] = None\n", "test_a.py": FRAME},
        unsupported=True,
    ),
    Case(
        "another finder",
        {
            "conftest.py": """
            import sys
            class Finder:
                def find_spec(self, name, path=None, target=None): print("asked for", name)
            sys.meta_path.insert(0, Finder())
            """,
            "test_a.py": "import dateutil\ndef test_a(): assert 0\n",
        },
        unsupported=True,
    ),
    Case(
        "libraries rewritten",
        {
            "conftest.py": "import pytest\npytest.register_assert_rewrite('dateutil')\n",
            "test_a.py": "import dateutil\ndef test_a(): print(type(dateutil.__loader__)); assert 0\n",
        },
        unsupported=True,
    ),
    Case(
        "every file a test",
        {
            "pytest.ini": "[pytest]\npython_files = *.py\n",
            "test_a.py": "import dateutil\ndef test_a(): pass\n",
        },
        unsupported=True,
    ),
    Case(
        "a logger made before",
        {
            "conftest.py": "import logging\nlogging.getLogger('sqlalchemy').setLevel(10)\n",
            "test_a.py": "import sqlalchemy, logging\ndef test_a(): assert logging.getLogger('sqlalchemy').level == 11\n",
        },
        unsupported=True,
    ),
    Case(
        "traced",
        {"conftest.py": "import sys\nsys.settrace(lambda *a: None)\n", "test_a.py": FRAME},
        unsupported=True,
    ),
    Case(
        "all subclasses",
        {
            "test_a.py": """
            import pydantic
            def test_a():
                print(sorted(one.__name__ for one in pydantic.BaseModel.__subclasses__()))
                print(sorted(one.__name__ for one in Exception.__subclasses__()))
                assert 0
            """
        },
        unsupported=True,
    ),
]

MEASURED = [
    Case(
        f"coverage with {' '.join(options)}",
        {
            "shop.py": "import pandas\ndef add(a, b):\n    if a:\n        return a + b\n    return b\n",
            "test_a.py": "import shop\ndef test_a(): assert shop.add(1, 2) == 3\n",
        },
        [*options, "--cov-report=term-missing"],
        unsupported=unsupported,
    )
    for options, unsupported in (
        (["--cov"], False),
        (["--cov=shop"], False),
        (["--cov=.", "--cov-branch"], False),
        (["--cov=dateutil"], True),
    )
]

SHARING_CASES = [*MODULES, *PROCESSES, *REFUSED, *MEASURED, *EVADING_CASES]
