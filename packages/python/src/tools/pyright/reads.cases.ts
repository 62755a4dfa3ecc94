import {
  dependencyCases,
  firstSettings,
  type ReadsTable,
  unseen,
} from '../../testing/reads-case.js';

/** Settings that `bare` would fail with: a module of it has a statement that is newer. */
const strict = '{ "pythonVersion": "3.7" }\n';

/** What basedpyright reads, and what it does not. Pyright is the same but for names. */
export const pyrightReads: ReadsTable = {
  target: 'typecheck',
  requirements: ['basedpyright==1.40.2', 'pytest==9.2.0'],
  files: {
    'tools/base.json': '{ "typeCheckingMode": "basic" }\n',
    'more/legacy.py': 'VALUE: int = 1\n',
  },
  projects: {
    core: {},
    app: {
      dependencies: ['core'],
      files: {
        'pyrightconfig.json':
          '{ "extends": "../../tools/base.json", "extraPaths": ["../../more"] }\n',
        'src/app/main.py':
          'import core\nimport legacy\n\nNAME: str = core.NAME\nVALUE: int = legacy.VALUE\n',
      },
    },
    bare: {
      files: {
        'src/bare/loose.py':
          'import json\n\nVALUE: str = json.dumps(1)\nmatch VALUE:\n    case _:\n        print(VALUE)\n',
      },
    },
  },
  cases: [
    ...firstSettings('bare', strict, ['pyrightconfig.json', 'libs/pyrightconfig.json']),
    {
      title: 'the first section of its own at the root',
      by: {
        append: 'pyproject.toml',
        text: '\n[tool.basedpyright]\npythonVersion = "3.7"\n',
      },
      of: 'bare',
      effect: 'miss',
    },
    {
      title: 'the file that settings extend',
      by: { write: 'tools/base.json', text: strict },
      of: 'app',
      effect: 'miss',
    },
    {
      title: 'a module on the path that settings add',
      by: { write: 'more/legacy.py', text: 'VALUE: str = ""\n' },
      of: 'app',
      effect: 'miss',
    },
    {
      title: 'the first stub beside the settings',
      by: { write: 'typings/json.pyi', text: 'VALUE: int\n' },
      of: 'bare',
      effect: 'miss',
    },
    {
      title: 'a variable that names another environment',
      by: { variable: 'VIRTUAL_ENV', value: '{workspace}/nowhere' },
      of: 'app',
      effect: 'either',
    },
    ...dependencyCases,
    ...unseen('bare', strict, { above: 'pyrightconfig.json' }),
  ],
};
