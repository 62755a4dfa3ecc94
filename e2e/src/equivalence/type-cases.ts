import { type EquivalenceCases, test, testModule } from './case.js';

const model = `from pydantic import BaseModel


class User(BaseModel):
    name: str


USER = User(name="a", nmae="b")
NUMBER = User(name=1)
`;

const untyped = `def twice(value):
    return value * 2
`;

function inNamespace(name: string, ...lines: string[]): Record<string, string> {
  return {
    [`spaces/${name}/pyproject.toml`]: [
      `[project]\nname = "acme-${name}"\nversion = "1"\nrequires-python = ">=3.11"\n`,
      '[build-system]\nrequires = ["uv_build>=0.8"]\nbuild-backend = "uv_build"\n',
      `[tool.uv.build-backend]\nmodule-name = "acme.${name}"\n`,
    ].join('\n'),
    [`spaces/${name}/src/acme/${name}/__init__.py`]: lines.map((line) => `${line}\n`).join(''),
    [`spaces/${name}/src/acme/${name}/py.typed`]: '',
    [`spaces/${name}/tests/unit/test_${name}.py`]: testModule(
      [`from acme.${name} import COUNT`],
      test('count', 'assert COUNT'),
    ),
  };
}

const missing = (name: string) => ({
  files: {
    [`src/${name}/absent.py`]: 'import nowhere\nimport requests\n\nprint(nowhere, requests)\n',
  },
});

const manyErrors = Array.from({ length: 250 }, (_, line) => `V${line}: int = "${line}"\n`).join('');

/** What mypy finds, where, and with which settings. */
export const typeCases: EquivalenceCases = {
  'an error in a library and not in what uses it': {
    projects: {
      faulty: { files: { 'src/faulty/value.py': 'VALUE: int = "one"\n' } },
      uses_faulty: {
        dependencies: ['faulty'],
        files: {
          'tests/unit/test_value.py': testModule(
            ['from faulty.value import VALUE'],
            test('value', 'assert VALUE'),
          ),
        },
      },
      misuses_faulty: {
        dependencies: ['faulty'],
        files: {
          'src/misuses_faulty/text.py': 'from faulty.value import VALUE\n\nTEXT: str = VALUE\n',
        },
      },
    },
    failing: ['faulty:typecheck', 'misuses_faulty:typecheck'],
    shows: { 'misuses_faulty:typecheck': 'Found 1 error in 1 file (checked 3 source files)' },
  },
  'a plugin of mypy': {
    projects: { models: { files: { 'src/models/user.py': model } } },
    failing: ['models:typecheck'],
    shows: { 'models:typecheck': 'Unexpected keyword argument "nmae" for "User"' },
  },
  'settings for some modules': {
    projects: {
      lax: { files: { 'src/lax/untyped.py': untyped } },
      exact: { files: { 'src/exact/untyped.py': untyped } },
    },
    failing: ['exact:typecheck'],
    shows: { 'exact:typecheck': 'Function is missing a type annotation' },
  },
  'a mypy.ini of its own': {
    projects: {
      own_rules: {
        files: {
          'mypy.ini': '[mypy]\ncheck_untyped_defs = True\nshow_column_numbers = True\n',
          'src/own_rules/untyped.py': untyped,
          'src/own_rules/wrong.py': 'WRONG: int = ""\n',
        },
      },
    },
    failing: ['own_rules:typecheck'],
    shows: { 'own_rules:typecheck': 'src/own_rules/wrong.py:1:14: error' },
  },
  'files that mypy leaves out': {
    projects: {
      left_out: { files: { 'src/left_out/generated.py': 'GENERATED: int = ""\n' } },
      all_out: { files: { 'src/all_out/generated.py': 'GENERATED: int = ""\n' } },
    },
  },
  'a module that one project leaves out and another imports': {
    projects: {
      has_left_out: { files: { 'tests/unit/generated.py': 'GENERATED: int = 1\n' } },
      wants_left_out: {
        files: {
          'src/wants_left_out/more.py': 'from generated import GENERATED\n\nprint(GENERATED)\n',
        },
      },
    },
    failing: ['wants_left_out:typecheck'],
  },
  'a namespace that two projects share': {
    files: {
      'spaces/mypy.ini':
        '[mypy]\nstrict = True\nnamespace_packages = True\nexplicit_package_bases = True\n',
      ...inNamespace('one', 'COUNT: int = 1'),
      ...inNamespace('two', 'from acme.one import COUNT as ONE', '', 'COUNT: int = ONE + 1'),
      ...inNamespace('three', 'from acme.one import COUNT as ONE', '', 'COUNT: str = ONE'),
    },
    names: ['acme-one', 'acme-two', 'acme-three'],
    failing: ['acme-three:typecheck'],
  },
  'imports that are missing in two projects': {
    projects: { absent_a: missing('absent_a'), absent_b: missing('absent_b') },
    failing: ['absent_a:typecheck', 'absent_b:typecheck'],
    shows: {
      'absent_a:typecheck': 'types-requests',
      'absent_b:typecheck': 'types-requests',
    },
  },
  'more errors in one project than mypy shows when imports are missing': {
    projects: {
      countless: { files: { 'src/countless/values.py': manyErrors } },
      counted: { files: { 'src/counted/values.py': 'VALUE: int = "one"\n' } },
    },
    failing: ['countless:typecheck', 'counted:typecheck'],
    shows: { 'countless:typecheck': 'Found 250 errors in 1 file' },
  },
  'a library that finds a helper of another project’s tests': {
    projects: {
      finds: {
        files: {
          'src/finds/count.py': 'import shared_count\n\nCOUNT = shared_count.COUNT\n',
        },
      },
      keeps: { files: { 'tests/unit/shared_count.py': 'COUNT: int = 1\n' } },
      relies: {
        dependencies: ['finds'],
        files: { 'src/relies/text.py': 'from finds.count import COUNT\n\nTEXT: str = COUNT\n' },
      },
    },
    failing: ['finds:typecheck'],
  },
  'helpers of the same contents, with an error in both': {
    projects: {
      same_text_a: { files: { 'tests/unit/same_text.py': 'TEXT: str = 1\n' } },
      same_text_b: { files: { 'tests/unit/same_text.py': 'TEXT: str = 1\n' } },
    },
    failing: ['same_text_a:typecheck', 'same_text_b:typecheck'],
  },
  'a module that two projects have': {
    projects: {
      atwin: { bare: true, files: { 'src/twin/__init__.py': 'VALUE: str = ""\n' } },
      btwin: { bare: true, files: { 'src/twin/__init__.py': 'VALUE: int = 1\n' } },
      wants_twin: {
        files: { 'src/wants_twin/it.py': 'from twin import VALUE\n\nIT: int = VALUE\n' },
      },
    },
    failing: ['wants_twin:typecheck'],
  },
  'a project that is not installed, with stubs in another one': {
    projects: {
      unmarked: { bare: true, files: { 'src/unmarked/__init__.py': 'VALUE = 1\n' } },
      unmarked_stubs: {
        bare: true,
        files: { 'src/unmarked-stubs/__init__.pyi': 'VALUE: str\n' },
      },
      wants_unmarked: {
        files: { 'src/wants_unmarked/it.py': 'from unmarked import VALUE\n\nIT: int = VALUE\n' },
      },
    },
    failing: ['wants_unmarked:typecheck'],
  },
  'a submodule that only another project imports': {
    projects: {
      imports_it: {
        files: { 'src/imports_it/it.py': 'import xml.dom.minidom\n\nIT = xml.dom.minidom\n' },
      },
      assumes_it: { files: { 'src/assumes_it/it.py': 'import xml\n\nIT = xml.dom.minidom\n' } },
    },
    failing: ['assumes_it:typecheck'],
  },
};
