import { describe, expect, it } from 'vitest';
import { errorOf } from '../testing/error-of.js';
import {
  type NewRequirement,
  readVersion,
  requirementsOf,
  writeRequirement,
  writeVersion,
} from './manifest-edits.js';

const file = 'libs/api/pyproject.toml';
const text = `# The api.
[project]
name = "api"
version = "1.0.0"  # by nx release
dependencies = [
  "Lib_Core>=1.0,<2", # the core
  "httpx>=0.28",
  "models",
]
optional-dependencies.fast = ["lib-core[fast]~=1.0 ; python_version >= '3.11'"]

[dependency-groups]
dev = ["pytest", { include-group = "more" }, "lib.core==1.0.0"]
more = []
`;
const core: NewRequirement = {
  distribution: 'lib-core',
  version: '2.0.0',
  prefix: 'auto',
  keepsOpen: true,
};

it('a version is written, and nothing else', () => {
  expect(writeVersion({ file, text }, '1.1.0b0')).toBe(
    text.replace('version = "1.0.0"', 'version = "1.1.0b0"'),
  );
});

it('Poetry has it in a table of its own', () => {
  const poetry = '[tool.poetry]\nname = "x"\nversion = "0.1.0" # here\n';
  expect(readVersion({ file, text: poetry })).toBe('0.1.0');
  expect(writeVersion({ file, text: poetry }, '0.2.0')).toBe(poetry.replace('0.1.0', '0.2.0'));
});

describe('a version that stands elsewhere is refused with its line', () => {
  it.each([
    '[project]\nname = "x"\ndynamic = ["version"]\n',
    '[project]\nname = "x"\nversion = "1"\ndynamic = ["version"]\n',
    '[project]\nname = "x"\n',
  ])('%j', (manifest) => {
    const { code, place, hint } = errorOf(() => readVersion({ file, text: manifest }));
    expect(code).toBe('VERSION_DYNAMIC');
    expect(place?.file).toBe(file);
    expect(hint).toContain('release.projects');
  });
});

it('requirements of a sibling are found under all its spellings', () => {
  expect(requirementsOf({ file, text }, 'lib_core')).toEqual([
    { keys: ['project', 'dependencies'], specifiers: '>=1.0,<2' },
    { keys: ['project', 'optional-dependencies', 'fast'], specifiers: '~=1.0' },
    { keys: ['dependency-groups', 'dev'], specifiers: '==1.0.0' },
  ]);
});

it('they follow its version, with comments and neighbours as they were', () => {
  expect(writeRequirement({ file, text }, core)).toBe(
    text
      .replace('Lib_Core>=1.0,<2', 'Lib_Core>=2.0.0,<3')
      .replace('lib-core[fast]~=1.0 ;', 'lib-core[fast]~=2.0 ;')
      .replace('lib.core==1.0.0', 'lib.core==2.0.0'),
  );
});

it('one that takes any version does so until settings say otherwise', () => {
  const models = { ...core, distribution: 'models' };
  expect(writeRequirement({ file, text }, models)).toBe(text);
  expect(writeRequirement({ file, text }, { ...models, keepsOpen: false })).toBe(
    text.replace('"models"', '"models>=2.0.0"'),
  );
});

describe('tables of Poetry', () => {
  const poetry = `[tool.poetry]
name = "api"
version = "1.0.0"  # by nx release

[tool.poetry.dependencies]
python = "^3.11"
lib_core = "^1.0"  # the core
httpx = "^0.28"
models = "*"

[tool.poetry.group.dev.dependencies]
lib-core = { version = "~1.0", extras = ["fast"] } # faster

[tool.poetry.group.old.dependencies]
lib-core = [
  { version = "<1.5", python = "<3.12" }, # before 3.12
  { version = "^1.0", python = ">=3.12" },
]

[tool.poetry.group.local.dependencies.Lib-Core]
path = "../core" # beside it
develop = true
`;

  it('follow a sibling, with comments and all else as it was', () => {
    expect(writeRequirement({ file, text: poetry }, core)).toBe(
      poetry
        .replace('"^1.0"  # the core', '"^2.0.0"  # the core')
        .replace('"~1.0"', '"~2.0"')
        .replace('"<1.5"', '"<3"')
        .replace('{ version = "^1.0", python', '{ version = "^2.0.0", python'),
    );
    expect(requirementsOf({ file, text: poetry }, 'lib-core').map((one) => one.specifiers)).toEqual(
      ['^1.0', '~1.0', '<1.5', ''],
    );
  });

  it('that take any version do so until settings say otherwise', () => {
    const models = { ...core, distribution: 'models' };
    expect(writeRequirement({ file, text: poetry }, models)).toBe(poetry);
    expect(writeRequirement({ file, text: poetry }, { ...models, keepsOpen: false })).toBe(
      poetry.replace('models = "*"', 'models = ">=2.0.0"'),
    );
  });

  it('have the same version as [project], where both say one', () => {
    const both = '[project]\nname = "x"\nversion = "0.1.0"\n\n[tool.poetry]\nversion = "0.1.0"\n';
    expect(writeVersion({ file, text: both }, '0.2.0')).toBe(both.replaceAll('0.1.0', '0.2.0'));
    const dynamic = '[project]\nname = "x"\ndynamic = ["version"]\n[tool.poetry]\nversion = "1"\n';
    expect(readVersion({ file, text: dynamic })).toBe('1');
  });
});
