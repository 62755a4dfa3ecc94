import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPythonWorkspace, type PythonProject } from './harness/python-workspace.js';
import type { Workspace } from './harness/workspace.js';

const rate = (type: string, value: string) => `def rate() -> ${type}:\n    return ${value}\n`;

/** A typed package as it lies in an environment, with one time for all files. */
const vendor = { '__init__.py': rate('int', '1'), 'py.typed': '', 'more.py': 'MORE: int = 1\n' };

const vendorUser =
  'from vendor import rate\nfrom vendor.more import MORE\n\nRATE: int = rate() + MORE\n';

describe('what mypy keeps, carried to another checkout', () => {
  const kept = '.nx/workspace-data/nx-signal/mypy';
  let workspace: Workspace;
  let packages: string;

  beforeAll(async () => {
    const api: PythonProject = { files: { 'src/api/use.py': vendorUser } };
    workspace = await createPythonWorkspace({ projects: { api } });
    const found = await execa('find', ['.venv/lib', '-name', 'site-packages'], {
      cwd: workspace.root,
    });
    packages = found.stdout;
    install({});
    expect(await findings()).toEqual([expect.stringContaining('no issues')]);
    await execa('cp', ['-a', kept, 'carried'], { cwd: workspace.root });
  });
  afterAll(() => workspace.dispose());

  /** Has the package in the environment, but for what differs: undefined for a file that is not there. */
  function install(different: Record<string, string | undefined>): void {
    for (const name of ['vendor', 'vendor-stubs']) workspace.remove(`${packages}/${name}`);
    const files = Object.entries(vendor).map(([name, text]) => [`vendor/${name}`, text]);
    const all: Record<string, string | undefined> = { ...Object.fromEntries(files), ...different };
    for (const [file, text] of Object.entries(all)) {
      if (text === undefined) continue;
      workspace.write(`${packages}/${file}`, text);
      utimesSync(join(workspace.root, packages, file), 1_700_000_000, 1_700_000_000);
    }
  }

  /** What the type check says, whatever was stored of it. */
  async function findings(): Promise<string[]> {
    const { output } = await workspace.nx(['run', 'api:typecheck', '--skipNxCache']);
    return output.split('\n').filter((line) => /: (?:error|note): |^Success/.test(line));
  }

  it.each<[title: string, different: Record<string, string | undefined>, wrong: boolean]>([
    ['nothing', {}, false],
    ['contents of the same size and time', { 'vendor/__init__.py': rate('str', '1') }, true],
    ['what a module imports', { 'vendor/more.py': 'MORE: str = 1\n' }, true],
    ['that it has types', { 'vendor/py.typed': undefined }, true],
    ['that there are stubs', { 'vendor-stubs/__init__.pyi': 'def rate() -> str: ...\n' }, true],
    ['that there is a stub beside it', { 'vendor/more.pyi': 'MORE: str\n' }, true],
    ['that a module is gone', { 'vendor/more.py': undefined }, true],
    [
      'that a module is a package',
      { 'vendor/more.py': undefined, 'vendor/more/__init__.py': 'MORE: str\n' },
      true,
    ],
  ])('%s: says what it says without', async (_title, different, wrong) => {
    install(different);
    workspace.remove(kept);
    await execa('cp', ['-a', 'carried', kept], { cwd: workspace.root });
    const carried = await findings();
    workspace.remove(kept);
    expect(carried).toEqual(await findings());
    expect(carried.some((line) => line.includes(': error: '))).toBe(wrong);
  });
});
