import {
  dependencyCases,
  firstSettings,
  type ReadsTable,
  unseen,
} from '../../testing/reads-case.js';

/** Settings that every run of pytest would fail with. */
const wrong = '[pytest]\naddopts = --no-such-option\n';

/** A conftest.py that every run of pytest would fail with. */
const failing = 'raise RuntimeError\n';

const warns =
  'import warnings\n\n\ndef test_warns() -> None:\n    warnings.warn("old", DeprecationWarning)\n';

/** What pytest reads, and what it does not. */
export const pytestReads: ReadsTable = {
  target: 'test:unit',
  requirements: ['pytest==9.2.0'],
  files: { 'tools/args.ini': '[pytest]\naddopts = --import-mode=importlib\n' },
  projects: {
    core: {},
    app: {
      dependencies: ['core'],
      files: {
        'src/app/words.py':
          'from pathlib import Path\n\nTEXT = (Path(__file__).parent / "words.md").read_text()\n',
        'src/app/words.md': 'Hello.\n',
        'tests/unit/test_words.py':
          'import core\nfrom app.words import TEXT\n\n\ndef test_words() -> None:\n    assert core.NAME == "core"\n    assert TEXT == "Hello.\\n"\n',
        'README.md': '# app\n',
      },
    },
    bare: { files: { 'tests/unit/test_warns.py': warns } },
    args: {
      pyproject:
        '[tool.nx-signal.targets."test:unit"]\nargs = ["-c", "../../tools/args.ini", "--rootdir", "."]\n',
    },
  },
  cases: [
    ...firstSettings('bare', wrong, ['pytest.ini', '.pytest.ini', 'libs/pytest.ini', 'tox.ini']),
    {
      title: 'the first section of its own at the root',
      by: {
        append: 'pyproject.toml',
        text: '\n[tool.pytest.ini_options]\naddopts = "--no-such-option"\n',
      },
      of: 'bare',
      effect: 'miss',
    },
    {
      title: 'a conftest.py above the project',
      by: { write: 'libs/conftest.py', text: failing },
      of: 'bare',
      effect: 'miss',
    },
    {
      title: 'a file that arguments name',
      by: { write: 'tools/args.ini', text: wrong },
      of: 'args',
      effect: 'miss',
    },
    {
      title: 'prose in a package',
      by: { write: 'libs/app/src/app/words.md', text: 'Goodbye.\n' },
      of: 'app',
      effect: 'miss',
    },
    {
      title: 'prose outside of it',
      by: { write: 'libs/app/README.md', text: '# The app\n' },
      of: 'app',
      effect: 'no effect',
    },
    ...(
      [
        ['PYTEST_ADDOPTS', '--no-such-option'],
        ['PYTEST_PLUGINS', 'no_such_plugin'],
        ['PYTHONWARNINGS', 'error'],
      ] as const
    ).map(([variable, value]) => ({
      title: `the variable ${variable}`,
      by: { variable, value },
      of: 'bare',
      effect: 'either' as const,
    })),
    ...dependencyCases,
    ...unseen('bare', wrong, { above: 'pytest.ini' }),
    {
      title: 'a conftest.py above the repository',
      by: { above: 'conftest.py', text: failing },
      of: 'bare',
      effect: 'no effect',
    },
  ],
};
