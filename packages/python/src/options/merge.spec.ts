import { describe, expect, it } from 'vitest';
import { mergeOptions } from './merge.js';
import { targetKinds } from './names.js';
import type { ProjectOptions, TargetOptions, WorkspaceOptions } from './schema.js';

type Setting = false | TargetOptions | undefined;

describe('the settings of a target: the project over the workspace, key by key', () => {
  const rows: [workspace: Setting, project: Setting, merged: Setting][] = [
    [undefined, undefined, {}],
    [{ timeout: 5 }, undefined, { timeout: 5 }],
    [undefined, { timeout: 5 }, { timeout: 5 }],
    [{ timeout: 5, markers: 'slow' }, { timeout: 9 }, { timeout: 9, markers: 'slow' }],
    [{ args: ['-x'] }, { args: ['-v'] }, { args: ['-v'] }],
    [false, undefined, false],
    [undefined, false, false],
    [{ timeout: 5 }, false, false],
    [false, {}, {}],
    [false, { timeout: 9 }, { timeout: 9 }],
  ];
  it.each(rows)('%j and %j → %j', (workspace, project, merged) => {
    const targets = (setting: Setting) =>
      setting === undefined ? {} : { targets: { lint: setting } };
    expect(mergeOptions(targets(workspace), targets(project)).target('lint')).toEqual(merged);
  });
});

describe('all other options: the project’s, else the workspace’s, else the default', () => {
  const rows: [workspace: WorkspaceOptions, project: ProjectOptions, merged: object][] = [
    [{}, {}, { signal: 'parallel', typeChecker: undefined, tags: [] }],
    [{ signal: 'chain' }, {}, { signal: 'chain' }],
    [{ signal: 'chain' }, { signal: 'parallel' }, { signal: 'parallel' }],
    [{ typeChecker: 'mypy' }, {}, { typeChecker: 'mypy' }],
    [{}, { typeChecker: 'mypy' }, { typeChecker: 'mypy' }],
    [{}, { tags: ['scope:shop'] }, { tags: ['scope:shop'] }],
    [{}, {}, { serve: undefined }],
    [{}, { serve: 'run "my app" -x' }, { serve: ['run', 'my app', '-x'] }],
    [{}, { serve: ['run', 'my app'] }, { serve: ['run', 'my app'] }],
  ];
  it.each(rows)('%j and %j → %j', (workspace, project, merged) => {
    expect(mergeOptions(workspace, project)).toMatchObject(merged);
  });
});

describe('the audit: that of the workspace, of its root and the own, what is ignored together', () => {
  const ignore = (id: string) => ({ id, reason: 'x', untilFixed: true });
  type Audit = WorkspaceOptions['audit'];
  const rows: [workspace: Audit, root: Audit, own: Audit, merged: Audit][] = [
    [undefined, undefined, undefined, undefined],
    [{}, undefined, undefined, { ignore: [] }],
    [undefined, {}, undefined, { ignore: [] }],
    [undefined, undefined, {}, { ignore: [] }],
    [
      { failOn: 'low', maxAge: 1, ignore: [ignore('A')] },
      { failOn: 'high', ignore: [ignore('B')] },
      { maxAge: 2, ignore: [ignore('C')] },
      { failOn: 'high', maxAge: 2, ignore: [ignore('A'), ignore('B'), ignore('C')] },
    ],
  ];
  it.each(rows)('%j, %j and %j → %j', (workspace, root, own, merged) => {
    expect(
      mergeOptions({ audit: workspace }, { audit: own }, { root: { audit: root } }).audit,
    ).toEqual(merged);
  });
});

describe('coverage: the nearest word wins, tables add up', () => {
  type Layers = [workspace: object, project: object];
  const rows: [title: string, layers: Layers, unit: object | undefined, other?: object][] = [
    ['off unless it is set', [{}, {}], undefined],
    ['on', [{ coverage: true }, {}], {}],
    [
      'its thresholds, each from the nearest',
      [{ coverage: { lines: 80, patch: 90 } }, { coverage: { lines: 70, branches: 60 } }],
      { lines: 70, branches: 60, patch: 90 },
    ],
    [
      'on in a project keeps them',
      [{ coverage: { lines: 80 } }, { coverage: true }],
      { lines: 80 },
    ],
    ['off in a project', [{ coverage: { lines: 80 } }, { coverage: false }], undefined],
    [
      'on after off starts anew',
      [
        { coverage: { lines: 80 } },
        { coverage: false, targets: { 'test:unit': { coverage: { branches: 5 } } } },
      ],
      { branches: 5 },
    ],
    [
      'other targets by themselves',
      [{ coverage: true, targets: { 'test:contract': { coverage: { lines: 5 } } } }, {}],
      {},
      { lines: 5 },
    ],
  ];
  it.each(rows)('%s', (_title, [workspace, project], unit, other) => {
    const options = mergeOptions(workspace, project);
    expect(options.coverage('test:unit')).toEqual(unit);
    expect(options.coverage('test:contract')).toEqual(other);
  });
});

describe('the versions of Python that tests run on', () => {
  const onTarget = (pythons: string[]) => ({ targets: { 'test:unit': { pythons } } });
  const rows: [title: string, workspace: object, project: object, pythons: string[]][] = [
    ['none unless they are set', {}, {}, []],
    ['those of the workspace', { pythons: ['3.11'] }, {}, ['3.11']],
    ['the project’s before them', { pythons: ['3.11'] }, { pythons: ['3.12'] }, ['3.12']],
    ['none in a project', { pythons: ['3.11'] }, { pythons: [] }, []],
    ['the target’s before all', { pythons: ['3.11'] }, onTarget(['3.13']), ['3.13']],
    ['none of a target', { pythons: ['3.11'] }, onTarget([]), []],
  ];
  it.each(rows)('%s', (_title, workspace, project, pythons) => {
    const options = mergeOptions(workspace, project);
    expect(options.pythons('test:unit')).toEqual(pythons);
    expect(options.pythons('test:contract')).toEqual([]);
  });
});

describe('the name of a target', () => {
  it.each(targetKinds)('%s is its kind when nothing else is said', (kind) => {
    expect(mergeOptions({}, {}).targetName(kind)).toBe(kind);
  });

  it('is the project’s, else the workspace’s', () => {
    const workspace: WorkspaceOptions = {
      targets: { lint: { name: 'check' }, fix: { name: 'mend' }, typecheck: false },
    };
    const options = mergeOptions(workspace, { targets: { fix: { name: 'tidy' } } });
    expect(['lint', 'fix', 'typecheck'].map((kind) => options.targetName(kind as 'lint'))).toEqual([
      'check',
      'tidy',
      'typecheck',
    ]);
  });
});
