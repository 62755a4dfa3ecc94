import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder, writeFiles } from '../testing/temporary-folder.js';
import { buildInputs, digestFiles, listMade, listSources } from './build-files.js';

const project = {
  'a/pyproject.toml': '',
  'a/schema.json': '1',
  'a/src/a/__init__.py': '',
  'a/src/a/core.c': '',
  'a/inner/pyproject.toml': '',
  'a/inner/x.c': '',
  '.gitignore': 'generated/\n*.log\nmade.py\n',
};

const ignored = {
  'a/src/a/made.py': '',
  'a/src/a/generated/x.json': '',
  'a/src/a/core.so': '',
  'a/out.log': '',
  'a/src/a/__pycache__/x.pyc': '',
};

const sources = ['pyproject.toml', 'schema.json', 'src/a/__init__.py', 'src/a/core.c'];

function inGit(texts: Record<string, string>): string {
  const root = temporaryFolder(texts);
  execFileSync('git', ['init', '--quiet'], { cwd: root });
  return join(root, 'a');
}

describe('the files that a build may read', () => {
  it('are what git does not ignore, of this project and no other', async () => {
    expect(await listSources(inGit({ ...project, ...ignored }))).toEqual(sources);
  });

  it('and, where there is no git, what does not look like a cache', async () => {
    const folder = join(temporaryFolder({ ...project, 'a/src/a/core.so': '' }), 'a');
    expect(await listSources(folder)).toEqual(sources);
    expect(await listSources(join(folder, 'gone'))).toEqual([]);
  });
});

describe('what a build has made', () => {
  it('is what can be imported and is no source, and what was written since', async () => {
    const folder = inGit({ ...project, ...ignored });
    const importable = ['src/a/core.so', 'src/a/made.py'];
    const sources = await listSources(folder);
    expect(Object.keys(await listMade(folder, Date.now() + 10_000, sources))).toEqual(importable);
    expect(Object.keys(await listMade(folder, 0, sources))).toEqual([
      'src/a/core.so',
      'src/a/generated/x.json',
      'src/a/made.py',
    ]);
  });
});

describe('what decides the result of an editable install', () => {
  const all = ['flat/__init__.py', 'flat/x.py', 'gen.py', 'src/a/x.py', 'tests/x.json', 'x.c'];
  it('is all but tests where code runs', () => {
    expect(buildInputs(all, 'scripted')).toEqual(all.filter((file) => file !== 'tests/x.json'));
  });
  it('and no module that shows through where none does', () => {
    expect(buildInputs(all, 'compiled')).toEqual(['gen.py', 'x.c']);
  });
});

it('a digest moves with names, contents and deletions', () => {
  const folder = temporaryFolder({ a: '1', b: '2' });
  const digests = new Set([digestFiles(folder, ['a', 'b']), digestFiles(folder, ['a'])]);
  writeFiles(folder, { b: '3' });
  digests.add(digestFiles(folder, ['a', 'b']));
  rmSync(join(folder, 'b'));
  digests.add(digestFiles(folder, ['a', 'b']));
  expect(digests.size).toBe(4);
});
