import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { parsePyproject } from '../toml/pyproject.js';
import { readManifests, syncArguments } from './manifests.js';

const group = (name: string, ...requirements: string[]) =>
  `[dependency-groups]\n${name} = ${JSON.stringify(requirements)}\n`;

describe('arguments of uv', () => {
  const always = ['sync', '--frozen', '--all-packages'];
  const rows: [
    title: string,
    texts: string[],
    groups: string[],
    extras: string[],
    more: string[],
  ][] = [
    ['nothing more', [], [], [], []],
    ['the group dev', [group('dev', 'six')], [], [], ['--group', 'dev']],
    ['groups that name a tool', [group('Qa_Tools', 'ruff')], [], [], ['--group', 'qa-tools']],
    ['no other groups', [group('docs', 'mkdocs')], [], [], []],
    [
      'groups of options, where one has them',
      [group('docs', 'mkdocs'), ''],
      ['docs', 'gone'],
      [],
      ['--group', 'docs'],
    ],
    [
      'each group once, in order',
      [group('types', 'mypy'), group('dev', 'six'), group('types', 'mypy')],
      [],
      [],
      ['--group', 'dev', '--group', 'types'],
    ],
    ['extras', [], [], ['fast', 'all'], ['--extra', 'fast', '--extra', 'all']],
  ];
  it.each(rows)('%s', (_title, texts, groups, extras, more) => {
    const pyprojects = texts.map((text, index) => parsePyproject(`${index}/pyproject.toml`, text));
    expect(syncArguments(pyprojects, { groups, extras })).toEqual([...always, ...more]);
  });
});

describe('the manifests behind an environment', () => {
  const build = '[build-system]\nrequires = []\n';
  const texts = {
    'pyproject.toml': group('dev', 'pytest'),
    'libs/a/pyproject.toml': `[project]\nname = "Lib_A"\n${build}`,
    'libs/b/pyproject.toml': '[project]\nname = "b"\n',
    'libs/bad/pyproject.toml': '[',
  };
  const read = (...projects: string[]) =>
    readManifests({
      workspaceRoot: temporaryFolder(texts),
      environment: '.',
      projects,
      groups: [],
      extras: [],
    });

  it('are the root’s and each project’s, in order', () => {
    expect(read('libs/b', 'libs/a', '.').files).toEqual([
      'libs/a/pyproject.toml',
      'libs/b/pyproject.toml',
      'pyproject.toml',
    ]);
  });

  it('say which projects are built', () => {
    expect([...read('libs/a', 'libs/b').distributions]).toEqual([
      ['lib-a', { directory: 'libs/a', kind: 'plain' }],
    ]);
  });

  it('say what cannot be read, and the rest is read all the same', () => {
    const manifests = read('libs/a', 'libs/bad', 'libs/gone');
    expect(manifests.unreadable).toEqual(['libs/bad/pyproject.toml', 'libs/gone/pyproject.toml']);
    expect(manifests.files).toContain('libs/bad/pyproject.toml');
    expect(manifests.syncArguments).toEqual([
      'sync',
      '--frozen',
      '--all-packages',
      '--group',
      'dev',
    ]);
  });
});
