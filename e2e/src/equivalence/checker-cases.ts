import { createPythonWorkspace, type PythonProject } from '../harness/python-workspace.js';
import type { Workspace } from '../harness/workspace.js';
import { type EquivalenceCase, type EquivalenceCases, test, testModule } from './case.js';
import type { CheckerTexts } from './checkers.js';

const wrong = 'WRONG: int = ""\n';

/** Functions whose types are known by inference only. */
const inferred = `def pick(key):
    if key == 1:
        return [key]
    for item in range(3):
        while item:
            item -= 1
    return {"key": key}


class Holder:
    def __init__(self, value=None):
        self.value = value
        self.count = 1

    def twice(self):
        return self.count * 2
`;

const helped = testModule(
  ['from same_helper import HELP'],
  test('help', 'value: int = HELP', 'assert value'),
);

const task = (project: string) => `${project}:typecheck`;

function clean(texts: CheckerTexts): EquivalenceCases {
  return {
    'nothing to say': {
      projects: {
        plain: {},
        flat: { bare: true, files: { 'flat/__init__.py': 'FLAT: int = 1\n' } },
      },
      shows: { [task('plain')]: texts.clean, [task('flat')]: texts.clean },
    },
    'an import of a library that is installed, and of one that is not': {
      projects: {
        library: { files: { 'src/library/value.py': 'VALUE: int = 1\n' } },
        uninstalled: {
          bare: true,
          files: { 'src/uninstalled/__init__.py': 'VALUE: int = 1\n' },
        },
        uses: {
          dependencies: ['library'],
          files: {
            'src/uses/sum.py':
              'from library.value import VALUE\nfrom uninstalled import VALUE as OTHER\n\nSUM: int = VALUE + OTHER\n',
          },
        },
        misuses: {
          files: {
            'src/misuses/text.py': 'from uninstalled import VALUE\n\nTEXT: str = VALUE\n',
          },
        },
      },
      // Sources of a project that is not installed are found by nobody else.
      failing: texts.failsOnMissing ? [task('uses'), task('misuses')] : [],
      shows: { [task('library')]: texts.clean },
    },
    'errors that comments accept': {
      projects: {
        accepted: { files: { 'src/accepted/value.py': `VALUE: int = ""  # type: ignore\n` } },
      },
    },
  };
}

function findings(texts: CheckerTexts): EquivalenceCases {
  return {
    'an error in one of three': {
      projects: {
        faulty: { files: { 'src/faulty/value.py': wrong } },
        uses_faulty: {
          dependencies: ['faulty'],
          files: {
            'src/uses_faulty/more.py': 'from faulty.value import WRONG\n\nMORE: int = WRONG\n',
          },
        },
        twice_faulty: {
          files: { 'src/twice_faulty/value.py': wrong, 'tests/unit/test_value.py': wrong },
        },
      },
      failing: [task('faulty'), task('twice_faulty')],
      shows: { [task('faulty')]: texts.oneError, [task('uses_faulty')]: texts.clean },
    },
    'what a library leaves to inference': {
      projects: {
        inferred: { files: { 'src/inferred/pick.py': inferred } },
        infers: {
          dependencies: ['inferred'],
          files: {
            'src/infers/picked.py':
              'from inferred.pick import Holder, pick\n\nPICKED: int = pick(2)\nHELD: str = Holder().twice()\nVALUE: int = Holder(3).value\n',
          },
        },
      },
      failing: [task('infers')],
    },
    'test modules and helpers of one name': {
      projects: {
        same_one: {
          files: {
            'tests/unit/same_helper.py': 'HELP: int = 1\n',
            'tests/unit/test_same.py': helped,
          },
        },
        same_two: {
          files: {
            'tests/unit/same_helper.py': 'HELP: str = ""\n',
            'tests/unit/test_same.py': helped,
          },
        },
      },
      failing: texts.findsHelpers ? [task('same_two')] : [],
    },
    'a module that two projects have, and one with stubs in another project': {
      projects: {
        atwin: { bare: true, files: { 'src/twin/__init__.py': 'VALUE: str = ""\n' } },
        twin: { bare: true, files: { 'src/twin/__init__.py': 'VALUE: int = 1\n' } },
        untyped: { bare: true, files: { 'src/untyped/__init__.py': 'VALUE = 1\n' } },
        untyped_stubs: {
          bare: true,
          files: { 'src/untyped-stubs/__init__.pyi': 'VALUE: str\n' },
        },
        wants_twin: {
          bare: true,
          files: { 'src/wants_twin/it.py': 'from twin import VALUE\n\nIT: int = VALUE\n' },
        },
        wants_untyped: {
          bare: true,
          files: { 'src/wants_untyped/it.py': 'from untyped import VALUE\n\nIT: int = VALUE\n' },
        },
      },
      failing: texts.failsOnMissing ? [task('wants_twin'), task('wants_untyped')] : [],
    },
    warnings: {
      projects: { warned: { files: { 'src/warned/more.py': texts.warned } } },
      failing: texts.failsOnWarnings ? [task('warned')] : [],
    },
    'what only informs': { projects: { told: { files: { 'src/told/more.py': texts.told } } } },
    'a syntax error': {
      projects: { unparsable: { files: { 'src/unparsable/broken.py': 'def broken(:\n' } } },
      failing: [task('unparsable')],
    },
  };
}

function settings({ file, lax, exclude, broken, failsWhenBroken }: CheckerTexts): EquivalenceCases {
  const all = (text: string): PythonProject => ({
    files: { [file]: text, 'src/generated.py': wrong },
  });
  const generated = { bare: true, files: { [file]: exclude, 'src/generated.py': wrong } };
  return {
    'settings of its own': {
      projects: { lax: { files: { [file]: lax, 'src/lax/value.py': wrong } } },
    },
    'files that are left out, some or all': {
      projects: { some_out: all(exclude), all_out: generated },
    },
    'settings that cannot be read': {
      projects: { broken: { files: { [file]: broken } } },
      failing: failsWhenBroken ? [task('broken')] : [],
    },
  };
}

const manifest = (name: string) =>
  `[project]\nname = "${name}"\nversion = "1"\nrequires-python = ">=3.11"\n\n[tool.uv]\npackage = false\n`;

/** Projects inside others, the outermost of them the workspace itself. */
function nested({ oneError, clean: words }: CheckerTexts): EquivalenceCases {
  return {
    'the project of the root': {
      names: ['whole'],
      files: {
        'src/whole/__init__.py': 'NAME: str = "whole"\n',
        'tests/unit/test_whole.py': testModule(
          ['from whole import NAME'],
          test('name', 'assert NAME'),
        ),
      },
      shows: { [task('whole')]: words },
    },
    'a project in a project': {
      names: ['outer', 'inner'],
      files: {
        'libs/outer/pyproject.toml': manifest('outer'),
        'libs/outer/src/outer/__init__.py': '',
        'libs/outer/inner/pyproject.toml': manifest('inner'),
        'libs/outer/inner/src/inner/__init__.py': '',
        'libs/outer/inner/src/inner/wrong.py': wrong,
      },
      failing: [task('inner')],
      shows: { [task('inner')]: oneError, [task('outer')]: words },
    },
  };
}

/** What a type checker finds, where, and with which settings. */
export function checkerCases(texts: CheckerTexts): EquivalenceCases {
  return { ...clean(texts), ...findings(texts), ...settings(texts), ...nested(texts) };
}

/** A workspace of some projects with one type checker. */
export function workspaceWithChecker(
  { requirement, settings: section }: CheckerTexts,
  projects: Record<string, PythonProject>,
  files: Record<string, string> = {},
): Promise<Workspace> {
  const isInside = 'libs/outer/pyproject.toml' in files;
  const pyproject = [
    ...(isInside ? [manifest('whole')] : []),
    `[tool.uv.workspace]\nmembers = ["libs/*"${isInside ? ', "libs/outer/inner"' : ''}]\n`,
    `[dependency-groups]\ndev = ["${requirement}", "pytest==9.2.0"]\n`,
    section,
  ];
  return createPythonWorkspace({
    projects,
    files: { 'pyproject.toml': pyproject.join('\n'), ...files },
  });
}

/** A workspace of all projects of some cases. */
export function checkerWorkspace(texts: CheckerTexts, cases: EquivalenceCases): Promise<Workspace> {
  const all: EquivalenceCase[] = Object.values(cases);
  const projects = Object.assign({}, ...all.map((one) => one.projects ?? {}));
  const files = Object.assign({}, ...all.map((one) => one.files ?? {}));
  return workspaceWithChecker(texts, projects, files);
}
