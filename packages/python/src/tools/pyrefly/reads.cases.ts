import {
  dependencyCases,
  firstSettings,
  type ReadsTable,
  stubCase,
} from '../../testing/reads-case.js';

/** Settings that `bare` would fail with: a parameter of it is a list of anything. */
const strict = '[errors]\nimplicit-any = "error"\n';

/** What pyrefly reads, and what it does not. */
export const pyreflyReads: ReadsTable = {
  target: 'typecheck',
  requirements: ['pyrefly==1.4.1', 'pytest==9.2.0'],
  files: { 'stubs/legacy.pyi': 'VALUE: int\n' },
  projects: {
    core: {},
    app: {
      dependencies: ['core'],
      files: {
        'pyrefly.toml': 'search-path = ["../../stubs"]\n',
        'src/app/main.py':
          'import core\nimport legacy\n\nNAME: str = core.NAME\nVALUE: int = legacy.VALUE\n',
      },
    },
    bare: {
      files: { 'src/bare/loose.py': 'def first(values: list) -> None:\n    print(values)\n' },
    },
  },
  cases: [
    ...firstSettings('bare', strict, ['pyrefly.toml', 'libs/pyrefly.toml']),
    {
      title: 'the first section of its own at the root',
      by: { append: 'pyproject.toml', text: '\n[tool.pyrefly.errors]\nimplicit-any = "error"\n' },
      of: 'bare',
      effect: 'miss',
    },
    stubCase,
    {
      title: 'a variable that is one of its settings',
      by: { variable: 'PYREFLY_SEARCH_PATH', value: '{workspace}/nowhere' },
      of: 'app',
      effect: 'either',
    },
    ...dependencyCases,
    // Settings above the workspace are refused when the task runs: SETTINGS_OUTSIDE.
  ],
};
