import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { setVariables } from '../testing/set-variables.js';
import { temporaryFolder, writeFiles } from '../testing/temporary-folder.js';
import { pythonFolder } from './identify-interpreter.js';
import { onPython } from './requested-python.js';

function prepare(uv: string | undefined) {
  const workspaceRoot = temporaryFolder({ 'uv.lock': '' });
  const programs = temporaryFolder(uv === undefined ? {} : { uv: `#!/bin/sh\n${uv}\n` });
  setVariables({ PATH: `${programs}:/usr/bin:/bin`, NX_WORKSPACE_DATA_DIRECTORY: undefined });
  const ask = (python: string) =>
    onPython({ workspaceRoot, environment: '.', projects: [], groups: [], extras: [] }, python);
  return { workspaceRoot, ask };
}

describe.runIf(process.platform !== 'win32')('an environment on a version of Python', () => {
  it('is made with what uv has, by its whole version', async () => {
    const { workspaceRoot, ask } = prepare('echo 3.13.2');
    expect(await ask('3.13')).toMatchObject({
      folder: pythonFolder(workspaceRoot, '.', '3.13'),
      python: '3.13.2',
      asked: '3.13',
    });
  });

  it('stays on the one that it was made with', async () => {
    const { workspaceRoot, ask } = prepare('echo 3.13.2');
    writeFiles(pythonFolder(workspaceRoot, '.', '3.13'), { 'pyvenv.cfg': 'version = 3.13.1\n' });
    expect(await ask('3.13')).toMatchObject({ python: '3.13.1' });
  });

  it('is asked for as it stands where uv tells more than a release', async () => {
    const { ask } = prepare('echo 3.15.0rc1');
    expect(await ask('3.15')).toMatchObject({ python: '3.15' });
  });

  it('has folders of its own for each version, and each environment', () => {
    const folders = [
      pythonFolder('/r', '.', '3.11'),
      pythonFolder('/r', '.', '3.11.2'),
      pythonFolder('/r', 'a', '3.11'),
    ];
    expect(new Set(folders).size).toBe(3);
    for (const folder of folders) expect(folder).toContain(join('environments', 'py3.11'));
  });

  it('is an error with the command that installs it where there is none', async () => {
    const { ask } = prepare('echo "error: No interpreter found for Python $4$5" >&2; exit 2');
    await expect(ask('3.13')).rejects.toMatchObject({
      code: 'PYTHON_UNSUITABLE',
      message: expect.stringContaining('which is not on this machine.\nerror: No interpreter'),
      hint: 'install it with `uv python install 3.13`, or remove it from `pythons`.',
    });
  });

  it('is another error without uv', async () => {
    await expect(prepare(undefined).ask('3.13')).rejects.toMatchObject({ code: 'UV_MISSING' });
  });
});
