import { describe, expect, it } from 'vitest';
import { type Texts, targetsOf } from '../testing/workspace.js';

const system = (backend: string, requires = '"hatchling"') =>
  `[build-system]\nrequires = [${requires}]\nbuild-backend = "${backend}"\n`;
const workspace: Texts = {
  'pyproject.toml': '[tool.uv.workspace]\nmembers = ["libs/*"]\n',
  'libs/core/pyproject.toml': `[project]\nname = "core"\n${system('hatchling.build')}`,
  'libs/app/pyproject.toml': `[project]\nname = "app"\ndependencies = ["core"]\n${system('hatchling.build')}`,
};

const of = (more: Texts = {}, directory = 'libs/app') =>
  targetsOf({ ...workspace, ...more }, directory);
const withSettings = (settings: string) =>
  of({ 'libs/app/pyproject.toml': `${workspace['libs/app/pyproject.toml']}${settings}\n` });

describe('a project with a [build-system]', () => {
  it('has a build that waits for those of what it ships', () => {
    const { metadata: _metadata, ...build } = of()['build'] ?? {};
    expect(build).toMatchObject({
      executor: '@nx-signal/python:build',
      cache: true,
      outputs: ['{workspaceRoot}/dist/libs/app'],
      dependsOn: [
        { projects: ['.'], target: 'python-inputs' },
        { projects: ['core'], target: 'build' },
      ],
      options: { environment: '.', output: 'dist/libs/app', required: [] },
    });
  });

  it('has a bundle, and an upload after theirs', () => {
    expect(of()['bundle']).toMatchObject({
      outputs: ['{workspaceRoot}/dist/bundles/{projectName}'],
      dependsOn: [
        { projects: ['.'], target: 'python-inputs' },
        'build',
        { projects: ['core'], target: 'build' },
      ],
      options: { siblings: ['dist/libs/core'], requirements: 'ranges' },
    });
    expect(of()['nx-release-publish']).toMatchObject({
      cache: false,
      dependsOn: ['build', { projects: ['core'], target: 'nx-release-publish' }],
    });
  });

  it('goes by the names that its siblings have chosen', () => {
    const core = `${workspace['libs/core/pyproject.toml']}[tool.nx-signal]\ntargets.build.name = "pack"\n`;
    const { build } = of({ 'libs/core/pyproject.toml': core });
    expect(build?.dependsOn).toContainEqual({ projects: ['core'], target: 'pack' });
  });

  it('can do without', () => {
    const core = `${workspace['libs/core/pyproject.toml']}[tool.nx-signal]\ntargets.build = false\n`;
    const more = { 'libs/core/pyproject.toml': core };
    expect(Object.keys(of(more, 'libs/core'))).not.toContain('build');
    expect(of(more)['build']?.dependsOn).toHaveLength(1);
  });
});

describe('no folder of results holds another one', () => {
  const root = `[project]\nname = "root"\n${system('hatchling.build')}`;
  const rows: [directory: string, output: string][] = [
    ['.', 'dist/packages+/root'],
    ['libs', 'dist/packages+/libs'],
    ['libs/core', 'dist/packages+/libs+core'],
    ['libs/core/inner', 'dist/libs/core/inner'],
    ['reports/daily', 'dist/packages+/reports+daily'],
    ['bundles', 'dist/packages+/bundles'],
    ['pay[eu]', 'dist/packages+/pay_eu_'],
  ];
  it.each(rows)('%s: %s', (directory, output) => {
    const texts = Object.fromEntries(
      rows.map(([folder], at) => [
        folder === '.' ? 'pyproject.toml' : `${folder}/pyproject.toml`,
        root.replace('"root"', `"p${at}"`),
      ]),
    );
    const { build } = targetsOf(texts, directory);
    expect(build?.outputs).toEqual([`{workspaceRoot}/${output}`]);
    expect(build?.options.output).toBe(output);
  });
});

it('a project without one has no such targets', () => {
  const names = Object.keys(of({ 'libs/app/pyproject.toml': '[project]\nname = "app"\n' }));
  for (const name of ['build', 'bundle', 'nx-release-publish']) expect(names).not.toContain(name);
});

it('what says that it is private is not uploaded', () => {
  const text = workspace['libs/app/pyproject.toml']?.replace(
    'dependencies',
    'classifiers = ["Private :: Do Not Upload"]\ndependencies',
  );
  const names = Object.keys(of({ 'libs/app/pyproject.toml': text ?? '' }));
  expect(names).toContain('build');
  expect(names).not.toContain('nx-release-publish');
});

describe('the hash of a build', () => {
  const inputsOf = (backend: string, requires?: string) =>
    JSON.stringify(
      of({
        'libs/app/pyproject.toml': `[project]\nname = "app"\n${system(backend, requires)}`,
      })['build']?.inputs,
    );

  it('holds what the backend sees, uv’s settings, the interpreter and the date', () => {
    const inputs = JSON.stringify(of()['build']?.inputs);
    for (const part of [
      '"pyBuild"',
      'python-config:uv',
      '.gitignore',
      'SOURCE_DATE_EPOCH',
      'pyvenv',
    ])
      expect(inputs).toContain(part);
    expect(inputs).not.toContain('^');
  });

  it('holds compilers where one may be started', () => {
    for (const backend of ['setuptools.build_meta', 'mesonpy', 'maturin', 'unknown'])
      expect(inputsOf(backend)).toContain('"env":"CC"');
    expect(inputsOf('hatchling.build', '"hatchling", "hatch-cython"')).toContain('"env":"CC"');
    expect(inputsOf('hatchling.build')).not.toContain('"env":"CC"');
    expect(inputsOf('uv_build')).not.toContain('"env":"CC"');
  });

  it('holds what git says where the version comes from it', () => {
    expect(inputsOf('hatchling.build', '"hatchling", "hatch-vcs"')).toContain('git describe');
    expect(inputsOf('hatchling.build')).not.toContain('git describe');
  });

  it('holds the files of a sibling that the build requires', () => {
    expect(inputsOf('hatchling.build', '"hatchling", "core"')).toContain(
      '{"input":"pyBuild","projects":["core"]}',
    );
  });

  it('holds the time of the last commit where the date is that', () => {
    const { build } = withSettings('[tool.nx-signal]\ntargets.build.sourceDate = "commit"');
    expect(JSON.stringify(build?.inputs)).toContain('git log -1 --format=%ct');
    expect(build?.options.sourceDate).toBe('commit');
  });
});
