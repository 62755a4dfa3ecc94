import type { PythonProject } from './python-workspace.js';

const prices = `from api import prices


def test_zero() -> None:
    assert prices.price(0) == 0


def test_one() -> None:
    assert prices.price(1) == 2
`;

/** A project with tests of two kinds. */
export const pricesProject: PythonProject = {
  files: {
    'src/api/prices.py': 'def price(count: int) -> int:\n    return 2 * count\n',
    'tests/unit/test_prices.py': prices,
    'tests/integration/test_shop.py': 'def test_shop() -> None:\n    assert True\n',
  },
};

/** A project with what ruff finds and a test that fails. */
export const wrongProject: PythonProject = {
  files: {
    'src/other/unused.py': 'import os\n\nX = 1\n',
    'tests/unit/test_broken.py': 'def test_red() -> None:\n    raise ValueError\n',
  },
};
