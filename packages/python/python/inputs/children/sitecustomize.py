"""Shows a Python program that a test starts the distributions that the test sees.

Python runs this by itself when it starts, before all else. An own `sitecustomize` runs afterwards.
"""

import importlib.machinery
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))


def start(folder):
    sys.path.insert(0, os.path.dirname(HERE))
    try:
        import nx_signal_packages
    finally:
        del sys.path[0]
    nx_signal_packages.start(folder)


def run_other():
    """The module of this name that Python would have run without us."""
    found = importlib.machinery.PathFinder.find_spec(__name__)
    if found is None or found.loader is None:
        return
    from importlib.util import module_from_spec

    module = module_from_spec(found)
    sys.modules[__name__] = module
    found.loader.exec_module(module)


sys.path[:] = [entry for entry in sys.path if entry != HERE]
if "NX_SIGNAL_INPUTS" in os.environ:
    start(os.environ["NX_SIGNAL_INPUTS"])
run_other()
