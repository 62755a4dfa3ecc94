import {
  dependencyCases,
  firstSettings,
  type ReadsTable,
  stubCase,
  unseen,
} from '../../testing/reads-case.js';

/** Settings that `bare` would fail with: it divides by zero, which is not looked for otherwise. */
const strict = '[rules]\ndivision-by-zero = "error"\n';

/** What ty reads, and what it does not. */
export const tyReads: ReadsTable = {
  target: 'typecheck',
  requirements: ['ty==0.0.107', 'pytest==9.2.0'],
  files: { 'stubs/legacy.pyi': 'VALUE: int\n' },
  projects: {
    core: {},
    app: {
      dependencies: ['core'],
      files: {
        'ty.toml': '[environment]\nextra-paths = ["../../stubs"]\n',
        'src/app/main.py':
          'import core\nimport legacy\n\nNAME: str = core.NAME\nVALUE: int = legacy.VALUE\n',
      },
    },
    bare: { files: { 'src/bare/loose.py': 'VALUE = 1 / 0\n' } },
  },
  cases: [
    ...firstSettings('bare', strict, ['ty.toml', 'libs/ty.toml']),
    {
      title: 'the first section of its own at the root',
      by: { append: 'pyproject.toml', text: '\n[tool.ty.rules]\ndivision-by-zero = "error"\n' },
      of: 'bare',
      effect: 'miss',
    },
    stubCase,
    {
      title: 'a variable that names another file of settings',
      by: { variable: 'TY_CONFIG_FILE', value: '{workspace}/nowhere/ty.toml' },
      of: 'bare',
      effect: 'either',
    },
    {
      title: 'the variable with a path for modules',
      by: { variable: 'PYTHONPATH', value: '{workspace}/stubs' },
      of: 'bare',
      effect: 'either',
    },
    ...dependencyCases,
    ...unseen('bare', strict, { above: 'ty.toml', account: '.config/ty/ty.toml' }),
  ],
};
