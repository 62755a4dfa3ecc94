import {
  dependencyCases,
  firstSettings,
  type ReadsTable,
  stubCase,
  unseen,
} from '../../testing/reads-case.js';

/** Settings that `bare` would fail with: its test has a value of the type Any. */
const strict = '[mypy]\ndisallow_any_expr = True\ndisallow_any_decorated = True\n';

/** What mypy reads, and what it does not. */
export const mypyReads: ReadsTable = {
  target: 'typecheck',
  requirements: ['mypy==2.4.1', 'pytest==9.2.0'],
  files: {
    'stubs/legacy.pyi': 'VALUE: int\n',
    'tools/plugin.py':
      'from mypy.plugin import Plugin\n\n\ndef plugin(version: str) -> type[Plugin]:\n    return Plugin\n',
    'tools/args.ini': '[mypy]\n',
  },
  projects: {
    core: {},
    app: {
      dependencies: ['core'],
      files: {
        'mypy.ini': '[mypy]\nmypy_path = ../../stubs\nplugins = ../../tools/plugin.py\n',
        'src/app/main.py':
          'import core\nimport legacy\n\nVALUE: int = legacy.VALUE\nNAME = core.NAME\n',
      },
    },
    bare: { files: { 'src/bare/loose.py': 'import json\n\nVALUE = json.loads("1")\n' } },
    args: {
      pyproject: '[tool.nx-signal.targets.typecheck]\nargs = ["--config-file", "tools/args.ini"]\n',
    },
  },
  cases: [
    ...firstSettings('bare', strict, ['mypy.ini', '.mypy.ini', 'libs/mypy.ini', 'setup.cfg']),
    stubCase,
    {
      title: 'a plugin above the project',
      by: { append: 'tools/plugin.py', text: '\n\nraise RuntimeError\n' },
      of: 'app',
      effect: 'miss',
    },
    {
      title: 'a file that arguments name',
      by: { write: 'tools/args.ini', text: '[mypy]\nno_such_option = True\n' },
      of: 'args',
      effect: 'miss',
    },
    {
      title: 'the variable with a path for modules',
      by: { variable: 'MYPYPATH', value: '{workspace}/stubs' },
      of: 'bare',
      effect: 'either',
    },
    {
      title: 'prose of a dependency',
      by: { write: 'libs/core/README.md', text: '# core\n' },
      of: 'app',
      effect: 'no effect',
    },
    ...dependencyCases,
    ...unseen('bare', strict, { above: 'mypy.ini', account: '.config/mypy/config' }),
  ],
};
