import {
  dependencyCases,
  firstSettings,
  type ReadsTable,
  unseen,
} from '../../testing/reads-case.js';

/** Settings that `bare` would fail with: its modules have no docstrings. */
const strict = 'lint.select = ["D100", "D104"]\n';

/** What ruff reads, and what it does not. */
export const ruffReads: ReadsTable = {
  target: 'lint',
  requirements: ['ruff==0.17.6'],
  files: {
    'tools/base.toml': 'line-length = 100\n',
    'tools/nested.toml': 'line-length = 100\n',
    'tools/args.toml': 'line-length = 100\n',
  },
  projects: {
    core: {},
    app: {
      dependencies: ['core'],
      files: {
        'ruff.toml': 'extend = "../../tools/base.toml"\nlint.select = ["F", "I"]\n',
        'tests/ruff.toml': 'extend = "../../../tools/nested.toml"\n',
        'src/app/main.py': 'import core\nimport legacy\n\nUSED = (core, legacy)\n',
        'README.md': '# app\n\n```python\nVALUE = 1\n```\n',
      },
    },
    bare: {},
    args: {
      pyproject: '[tool.nx-signal.targets.lint]\nargs = ["--config", "tools/args.toml"]\n',
    },
  },
  cases: [
    ...firstSettings('bare', strict, ['ruff.toml', '.ruff.toml', 'libs/ruff.toml']),
    {
      title: 'the first section of its own at the root',
      by: { append: 'pyproject.toml', text: `\n[tool.ruff]\n${strict}` },
      of: 'bare',
      effect: 'miss',
    },
    {
      title: 'the file that settings extend',
      by: { write: 'tools/base.toml', text: 'line-length = 40\n' },
      of: 'app',
      effect: 'miss',
    },
    {
      title: 'the file that settings of a folder extend',
      by: { write: 'tools/nested.toml', text: 'line-length = 40\n' },
      of: 'app',
      effect: 'miss',
    },
    {
      title: 'a file that arguments name',
      by: { write: 'tools/args.toml', text: strict },
      of: 'args',
      effect: 'miss',
    },
    {
      title: 'code in Markdown',
      by: { write: 'libs/app/README.md', text: '# app\n\n```python\nVALUE  =  1\n```\n' },
      of: 'app',
      effect: 'miss',
    },
    {
      title: 'a folder at the root whose name is imported',
      by: { write: 'legacy/__init__.py', text: '' },
      of: 'app',
      effect: 'either',
    },
    {
      title: 'a variable that turns the output into a file',
      by: { variable: 'RUFF_OUTPUT_FILE', value: '{workspace}/nowhere/out.txt' },
      of: 'bare',
      effect: 'either',
    },
    ...dependencyCases.filter(({ effect }) => effect === 'no effect'),
    // Settings above the workspace are refused when the task runs: SETTINGS_OUTSIDE.
    ...unseen('bare', strict, { account: '.config/ruff/ruff.toml' }),
  ],
};
