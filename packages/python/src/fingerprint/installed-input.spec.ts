import { execFileSync } from 'node:child_process';
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { identifyInstalled } from '../environment/identify-installed.js';
import { setVariables } from '../testing/set-variables.js';
import { temporaryFolder, writeFiles } from '../testing/temporary-folder.js';
import { installedInput } from './installed-input.js';

const surroundings = { levels: 0, isKept: false };
const packages = '.venv/lib/python3.12/site-packages';
const record = (name: string, lines: string) => ({
  [`${packages}/${name}.dist-info/RECORD`]: lines,
});

const base = (root: string, folder: string) => ({
  '.venv/pyvenv.cfg': 'version = 3.12.4',
  ...record('idna-3.6', 'idna/core.py,sha256=a,1\n../../../bin/x,sha256=1,1\n'),
  ...record('ruff-0.9', 'ruff/x.py,sha256=a,1\n'),
  [`${packages}/lib-1.dist-info/direct_url.json`]: JSON.stringify({
    url: `file://${root}/${folder}`,
    dir_info: { editable: true },
  }),
  [`${packages}/lib.pth`]: `${root}/${folder}/src`,
});

describe.runIf(process.platform !== 'win32')('what is installed', () => {
  /** What the shell prints before and after a change; the plugin itself must see the same change. */
  async function moves(
    change: Record<string, string>,
    environment: string,
    program?: string,
    move?: [string, string],
  ): Promise<boolean> {
    const root = temporaryFolder();
    setVariables({ UV_PROJECT_ENVIRONMENT: undefined });
    const { runtime } = installedInput({ environment, surroundings, program });
    const print = () => execFileSync('sh', ['-c', runtime], { cwd: root, encoding: 'utf8' });
    writeFiles(join(root, environment), base(root, environment));
    const [before, seen] = [print(), await identifyInstalled(root, environment, program)];
    expect(before).not.toBe('');
    writeFiles(join(root, environment), change);
    if (move) renameSync(join(root, environment, move[0]), join(root, environment, move[1]));
    const moved = print() !== before;
    expect((await identifyInstalled(root, environment, program)) !== seen).toBe(moved);
    return moved;
  }

  const rows: [title: string, change: Record<string, string>, moved: boolean][] = [
    ['nothing', {}, false],
    ['another package', record('six-1.16', ''), true],
    ['other files in a package', record('idna-3.6', 'idna/core.py,sha256=b,1\n'), true],
    [
      'other scripts, which name the folder',
      record('idna-3.6', 'idna/core.py,sha256=a,1\n../../../bin/x,sha256=2,1\n'),
      false,
    ],
    [
      'another source',
      {
        [`${packages}/lib-1.dist-info/direct_url.json`]:
          '{"url": "file:///elsewhere", "dir_info": {"editable": true}}',
      },
      true,
    ],
    ['a module beside packages', { 'src/x.py': '' }, false],
    ['a lock, which then decides', { 'pdm.lock': 'text' }, true],
  ];
  it.each(rows)('%s', async (_title, change, moved) => {
    for (const environment of ['.', "tools/x'y z"])
      expect(await moves(change, environment)).toBe(moved);
  });

  it('another version', async () => {
    const folders: [string, string] = [
      `${packages}/idna-3.6.dist-info`,
      `${packages}/idna-3.7.dist-info`,
    ];
    expect(await moves({}, '.', undefined, folders)).toBe(true);
    expect(await moves({}, '.', 'ruff', folders)).toBe(false);
  });

  it('beside a lock that lacks the tool: both', async () => {
    const root = temporaryFolder();
    setVariables({ UV_PROJECT_ENVIRONMENT: undefined });
    const { runtime } = installedInput({ environment: '.', surroundings, isBeside: true });
    const print = () => execFileSync('sh', ['-c', runtime], { cwd: root, encoding: 'utf8' });
    const seen = new Set<string>();
    for (const change of [
      { ...base(root, '.'), 'poetry.lock': 'a' },
      { 'poetry.lock': 'b' },
      record('pytest-9', ''),
    ]) {
      writeFiles(root, change);
      seen.add(print()).add(await identifyInstalled(root, '.', undefined, true));
    }
    expect(seen.size).toBe(6);
  });

  it('is printed without paths of the checkout', () => {
    const root = temporaryFolder();
    writeFiles(root, base(root, '.'));
    const print = (cwd: string) =>
      execFileSync('sh', ['-c', installedInput({ environment: '.', surroundings }).runtime], {
        cwd,
        encoding: 'utf8',
      });
    const other = temporaryFolder();
    writeFiles(other, base(other, '.'));
    expect(print(root)).toBe(print(other));
    expect(print(temporaryFolder())).toBe('');
  });
});

it('without a shell, a program prints it', () => {
  expect(installedInput({ environment: 'libs/a', program: 'ruff' }, 'win32').runtime).toMatch(
    /^node ".*print-installed\.js" "libs\/a" ruff$/,
  );
  expect(installedInput({ environment: '.', isBeside: true }, 'win32').runtime).toMatch(
    /" "\." --beside$/,
  );
});
