import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { readManifests } from './manifests.js';

const group = (name: string, ...requirements: string[]) =>
  `[dependency-groups]\n${name} = ${JSON.stringify(requirements)}\n`;

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
    expect([...read('libs/b', 'libs/a', '.').texts.keys()]).toEqual([
      'libs/a/pyproject.toml',
      'libs/b/pyproject.toml',
      'pyproject.toml',
    ]);
  });

  it('say which projects are built', () => {
    expect([...read('libs/a', 'libs/b').distributions]).toEqual([
      ['lib-a', { directory: 'libs/a', build: { kind: 'plain', metadata: [] } }],
    ]);
  });

  it('say what cannot be read, and the rest is read all the same', () => {
    const manifests = read('libs/a', 'libs/bad', 'libs/gone');
    expect(manifests.unreadable).toEqual(['libs/bad/pyproject.toml', 'libs/gone/pyproject.toml']);
    expect([...manifests.texts.keys()]).toContain('libs/bad/pyproject.toml');
    expect(manifests.pyprojects.map(({ directory }) => directory)).toEqual(['libs/a', '.']);
  });
});
