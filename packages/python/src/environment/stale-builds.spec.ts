import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder, writeFiles } from '../testing/temporary-folder.js';
import { findStaleBuilds } from './stale-builds.js';

const system = (backend: string) =>
  `[project]\nname = "lib"\n[build-system]\nrequires = []\nbuild-backend = "${backend}"\n`;
const info = 'env/lib-1.dist-info';

const sources = {
  'lib/pyproject.toml': system('poetry.core.masonry.api'),
  'lib/src/lib/__init__.py': 'RATE = 1',
  'lib/src/lib/prices.json': '{}',
  'lib/tests/test_lib.py': '',
};
const copy = {
  'env/lib/__init__.py': 'RATE = 1',
  'env/lib/prices.json': '{}',
  [`${info}/RECORD`]: `lib/__init__.py,sha256=x,8\n"lib/prices.json",sha256=x,2\nlib/__pycache__/x.pyc,,\n${info.slice(4)}/RECORD,,\n../../../bin/lib,sha256=x,1\n`,
};

/** What is stale after some files were written a minute after the installation. */
async function staleAfter(
  installed: Record<string, string>,
  later: Record<string, string>,
  editable: boolean,
): Promise<string[]> {
  const root = temporaryFolder(installed);
  writeFiles(root, later);
  const time = Date.now() / 1000 + 60;
  for (const file of Object.keys(later)) utimesSync(join(root, file), time, time);
  const install = { name: 'lib', folder: join(root, 'lib'), editable, info: 'lib-1.dist-info' };
  const found = await findStaleBuilds(join(root, 'env'), [install]);
  return found.map(({ file }) => file);
}

describe('a copy', () => {
  const hooked = { 'lib/pyproject.toml': system('unknown') };
  const rows: [title: string, later: Record<string, string>, stale: string[], more?: object][] = [
    ['of the sources as they are', {}, []],
    ['of sources that were only touched', { 'lib/src/lib/__init__.py': 'RATE = 1' }, []],
    ['of another module', { 'lib/src/lib/__init__.py': 'RATE = 2' }, ['src/lib/__init__.py']],
    ['of other data', { 'lib/src/lib/prices.json': '{"a": 1}' }, ['src/lib/prices.json']],
    ['without a new module', { 'lib/src/lib/new.py': '' }, ['src/lib/new.py']],
    ['without a new package', { 'lib/src/lib/sub/__init__.py': '' }, ['src/lib/sub/__init__.py']],
    ['with a module that is gone', { 'env/lib/old.py': '' }, ['src/lib/old.py']],
    ['without what is not packed', { 'lib/tests/test_new.py': '', 'lib/README.md': '' }, []],
    [
      'whose settings leave files out',
      { 'lib/src/lib/new.py': '' },
      [],
      { 'lib/pyproject.toml': `${system('uv_build')}[tool.uv.build-backend]\nwheel-exclude = []` },
    ],
    ['of a build that runs code', {}, [], hooked],
    ['of one, and its sources are newer', { 'lib/gen.json': '1' }, ['gen.json'], hooked],
    ['of one, touched', { 'lib/src/lib/__init__.py': 'RATE = 1' }, [], hooked],
  ];
  it.each(rows)('%s', async (_title, later, stale, more = {}) => {
    const record = copy[`${info}/RECORD`] ?? '';
    const old = 'env/lib/old.py' in later ? `lib/old.py,sha256=x,0\n${record}` : record;
    const files = { ...sources, ...copy, [`${info}/RECORD`]: old, ...more };
    expect(await staleAfter(files, later, false)).toEqual(stale);
  });
});

describe('an editable install', () => {
  const record = { [`${info}/RECORD`]: 'lib.pth,sha256=x,8\n' };
  const native = { ...sources, ...record, 'lib/pyproject.toml': system('maturin') };
  const made = { 'lib/src/lib/core.so': '' };
  const rows: [title: string, files: object, later: Record<string, string>, stale: string[]][] = [
    ['shows its modules', { ...native, ...made }, { 'lib/src/lib/__init__.py': '' }, []],
    ['was compiled before', { ...native, ...made }, { 'lib/src/x.rs': '' }, ['src/x.rs']],
    ['was compiled after', { ...native }, { 'lib/src/x.rs': '', ...made }, []],
    ['has compiled nothing', native, { 'lib/src/x.rs': '' }, []],
    ['has no build to speak of', { ...sources, ...record, ...made }, { 'lib/x.c': '' }, []],
    ['does not care for prose', { ...native, ...made }, { 'lib/README.md': '' }, []],
  ];
  it.each(rows)('%s', async (_title, files, later, stale) => {
    expect(await staleAfter(files as Record<string, string>, later, true)).toEqual(stale);
  });
});
