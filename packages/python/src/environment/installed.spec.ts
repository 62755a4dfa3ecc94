import { mkdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { readInstalled } from './installed.js';

const site = '.venv/lib/python3.11/site-packages';

it('reads what is installed, whatever kind of metadata it has', () => {
  const root = temporaryFolder({
    [`${site}/idna-3.6.dist-info/RECORD`]: 'idna/__init__.py,sha256=x,1\r\n',
    [`${site}/Ruamel.Yaml-0.18.dist-info/top_level.txt`]: 'ruamel\n',
    [`${site}/quiet_plug-1.0.dist-info/RECORD`]: '',
    [`${site}/quiet_plug-1.0.dist-info/entry_points.txt`]: '[pytest11]\nquiet = quiet_plug:hook\n',
    [`${site}/old.egg-info/top_level.txt`]: 'old\nolder\n',
    [`${site}/pywin32-306.dist-info/RECORD`]: 'pywin32.pth,,\nwin32/win32api.pyd,,\n',
    [`${site}/pywin32.pth`]: '# paths\nwin32\nimport pywin32_bootstrap\n/elsewhere\n',
    [`${site}/member-0.1.0.dist-info/RECORD`]: '_member.pth,,\n',
    [`${site}/member-0.1.0.dist-info/direct_url.json`]:
      '{"url": "file:///w", "dir_info": {"editable": true}}',
  });
  const { folders, distributions, owners } = readInstalled(join(root, '.venv'), join(root, '.nx'));
  expect(folders).toEqual([join(root, site)]);
  expect(distributions.filter(({ editable }) => editable).map(({ name }) => name)).toEqual([
    'member',
  ]);
  expect(distributions.filter((one) => one.pytestPlugin).map(({ name }) => name)).toEqual([
    'quiet-plug',
  ]);
  expect(Object.fromEntries(owners)).toEqual({
    idna: ['idna'],
    ruamel: ['ruamel-yaml'],
    quiet_plug: ['quiet-plug'],
    old: ['old'],
    older: ['old'],
    win32: ['pywin32'],
    win32api: ['pywin32'],
  });
});

it('finds nothing where there is no environment', () => {
  const root = temporaryFolder({});
  expect(readInstalled(root, join(root, '.nx')).distributions).toEqual([]);
});

it('reads again what is installed later, and nothing else', () => {
  const record = (name: string) => `${site}/${name}-1.dist-info/RECORD`;
  const root = temporaryFolder({ [record('a')]: 'a.py,,\n' });
  const namesIn = () =>
    readInstalled(join(root, '.venv'), join(root, '.nx')).distributions.map(({ name }) => name);
  expect(namesIn()).toEqual(['a']);
  expect(namesIn()).toEqual(['a']);
  mkdirSync(join(root, site, 'b-1.dist-info'));
  utimesSync(join(root, site), 1, 1);
  expect(namesIn()).toEqual(['a', 'b']);
});
