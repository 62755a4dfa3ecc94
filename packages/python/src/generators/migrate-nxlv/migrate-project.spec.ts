import type { TargetConfiguration } from '@nx/devkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Inferred, migrateProject, type ProjectJson } from './migrate-project.js';

const inferred: Inferred = {
  name: 'app',
  projectType: 'library',
  targets: new Map([
    ['lint', 'lint'],
    ['fix', 'fix'],
    ['test:unit', 'test:unit'],
  ]),
};

function migrate(targets: Record<string, TargetConfiguration>, more: Partial<ProjectJson> = {}) {
  const json = { name: 'app', projectType: 'library', tags: [], targets, ...more } as ProjectJson;
  return migrateProject(json, inferred, false);
}

const pytest = {
  executor: '@nxlv/python:run-commands',
  options: { command: 'uv run pytest tests/' },
};

describe('a target of @nxlv/python', () => {
  const rows: [
    title: string,
    target: TargetConfiguration,
    left: TargetConfiguration | undefined,
    change: string,
  ][] = [
    ['lint', { executor: '@nxlv/python:ruff-check', cache: true }, undefined, 'x: lint, inferred'],
    ['flake8', { executor: '@nxlv/python:flake8' }, undefined, 'x: lint, inferred'],
    ['format', { executor: '@nxlv/python:ruff-format' }, undefined, 'x: fix, inferred'],
    ['pytest', pytest, undefined, 'x: test:unit, inferred (was `uv run pytest tests/`)'],
    [
      'with more to it',
      { ...pytest, dependsOn: ['lint'], configurations: {} },
      undefined,
      'x: test:unit, inferred (was `uv run pytest tests/`); not carried over: dependsOn, configurations',
    ],
    ['lock', { executor: '@nxlv/python:lock' }, undefined, 'x: removed; instead, `uv lock`'],
    [
      'a command',
      {
        executor: '@nxlv/python:run-commands',
        options: { command: 'uv run alembic upgrade head' },
      },
      { executor: 'nx:run-commands', options: { command: 'uv run alembic upgrade head' } },
      'x: kept, with Nx’s own executor nx:run-commands',
    ],
    [
      'a command that does more than pytest',
      {
        executor: '@nxlv/python:run-commands',
        options: { command: 'docker compose up && pytest' },
      },
      { executor: 'nx:run-commands', options: { command: 'docker compose up && pytest' } },
      'x: kept, with Nx’s own executor nx:run-commands',
    ],
    [
      'tests that nothing infers',
      {
        executor: '@nxlv/python:run-commands',
        options: { command: 'uv run pytest tests/contract' },
      },
      { executor: 'nx:run-commands', options: { command: 'uv run pytest tests/contract' } },
      'x: kept, with Nx’s own executor nx:run-commands',
    ],
    [
      'tox',
      { executor: '@nxlv/python:tox' },
      { executor: '@nxlv/python:tox' },
      'x: kept as it is, because nothing here replaces it',
    ],
  ];
  it.each(rows)('%s', (_title, target, left, change) => {
    const { json, changes } = migrate({ x: target });
    expect(json?.targets?.['x']).toEqual(left);
    expect(changes).toEqual([change]);
  });

  it('that stays is named, so that the package stays, too', () => {
    expect(migrate({ x: { executor: '@nxlv/python:tox' } }).leftovers).toEqual([
      'target x (@nxlv/python:tox)',
    ]);
  });
});

describe('what is left of a project.json', () => {
  it('is nothing when inference says it all', () => {
    const more = { $schema: '../x.json', sourceRoot: 'libs/app/app' };
    expect(migrate({ test: pytest }, more).json).toBeUndefined();
  });

  const rows: [title: string, more: Partial<ProjectJson>, left: object][] = [
    ['another name', { name: 'my-app' }, { name: 'my-app', projectType: 'library' }],
    ['another type', { projectType: 'application' }, { name: 'app', projectType: 'application' }],
    ['tags', { tags: ['a'] }, { name: 'app', projectType: 'library', tags: ['a'] }],
    [
      'dependencies',
      { implicitDependencies: ['x'] },
      { name: 'app', projectType: 'library', implicitDependencies: ['x'] },
    ],
  ];
  it.each(rows)('keeps %s', (_title, more, left) => {
    expect(migrate({ test: pytest }, more).json).toEqual(left);
  });

  it('is all of it when nothing in it was of @nxlv/python', () => {
    const targets = { x: { command: 'echo' } };
    expect(migrate(targets)).toMatchObject({ json: { tags: [], targets }, changes: [] });
  });

  it('waits for targets of its own by their new names', () => {
    const deploy = {
      command: 'x',
      dependsOn: ['test', '^test', 'lock', 'other', { target: 'test' }],
    };
    const { json } = migrate({ test: pytest, lock: { executor: '@nxlv/python:lock' }, deploy });
    expect(json?.targets?.['deploy']?.dependsOn).toEqual([
      'test:unit',
      '^test',
      'other',
      { target: 'test:unit' },
    ]);
  });
});

describe('in the words of what keeps the environment', () => {
  const changesOf = (executor: string, more: Partial<Inferred>) =>
    migrateProject(
      { name: 'app', targets: { x: { executor: `@nxlv/python:${executor}` } } } as ProjectJson,
      { ...inferred, ...more },
      false,
    ).changes;
  it.each<[string, Partial<Inferred>, string]>([
    ['lock', { manager: 'poetry' }, 'x: removed; instead, `poetry lock`'],
    ['install', { manager: 'poetry' }, 'x: removed; instead, `poetry install`'],
    ['update', { manager: 'poetry' }, 'x: removed; instead, `poetry update`'],
    ['add', { manager: 'uv' }, 'x: removed; instead, `uv add`'],
    [
      'flake8',
      { lacksRuff: true },
      'x: lint, inferred; ruff replaces flake8, and is not installed yet: `uv add --dev ruff`',
    ],
    [
      'flake8',
      { lacksRuff: true, manager: 'poetry' },
      'x: lint, inferred; ruff replaces flake8, and is not installed yet: `poetry add --group dev ruff`',
    ],
    ['ruff-check', { lacksRuff: true }, 'x: lint, inferred'],
  ])('%s, %j', (executor, more, change) => {
    expect(changesOf(executor, more)).toEqual([change]);
  });
});

describe('version actions of @nxlv/python', () => {
  const release = { version: { versionActions: '@nxlv/python/release/version-actions' } };
  const json = { name: 'app', targets: {}, release } as unknown as ProjectJson;

  it('go where nothing is released', () => {
    expect(migrateProject(json, inferred, false)).toMatchObject({ json: undefined, leftovers: [] });
  });

  it('stay where Nx releases', () => {
    const { json: left, leftovers } = migrateProject(json, inferred, true);
    expect(left).toMatchObject({ release });
    expect(leftovers).toEqual([
      'release.version.versionActions (@nxlv/python/release/version-actions)',
    ]);
  });
});

it('a second migration changes nothing', () => {
  const executor = fc.constantFrom(
    ...['ruff-check', 'ruff-format', 'run-commands', 'lock', 'build', 'tox', 'install'].map(
      (name) => `@nxlv/python:${name}`,
    ),
    'nx:run-commands',
  );
  const command = fc.constantFrom('uv run pytest', 'pytest && x', 'uv run x');
  const target = fc.record({ executor, options: fc.record({ command }) });
  const targets = fc.dictionary(fc.constantFrom('lint', 'test', 'a', 'b'), target, {
    noNullPrototype: true,
  });
  fc.assert(
    fc.property(targets, (list) => {
      const first = migrate(list).json;
      if (first === undefined) return;
      expect(migrateProject(first, inferred, false).json).toEqual(first);
    }),
  );
});
