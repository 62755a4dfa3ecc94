import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { identifyInterpreter, pythonFolder } from '../environment/identify-interpreter.js';
import { setVariables } from '../testing/set-variables.js';
import { temporaryFolder, writeFiles } from '../testing/temporary-folder.js';
import {
  asksForPython,
  environmentOfCommand,
  interpreterInput,
  pythonInput,
} from './interpreter-input.js';

const config = '.venv/pyvenv.cfg';

describe.runIf(process.platform !== 'win32')('the command prints the interpreter', () => {
  /** What the command prints, which must be what the plugin itself would find. */
  const interpreterOf = async (
    environment: string,
    own: Record<string, string>,
    uv?: string,
    configured = '',
  ): Promise<string> => {
    const root = temporaryFolder();
    writeFiles(join(root, environment), { 'uv.lock': '', ...own });
    const programs = temporaryFolder(uv === undefined ? {} : { uv: `#!/bin/sh\n${uv}\n` });
    setVariables({ PATH: `${programs}:/usr/bin:/bin`, UV_PROJECT_ENVIRONMENT: configured });
    const { runtime } = interpreterInput(environment);
    const printed = execFileSync('sh', ['-c', runtime], { cwd: root, encoding: 'utf8' });
    expect(await identifyInterpreter(root, environment)).toBe(printed.trimEnd());
    return printed;
  };

  const rows: [title: string, text: string, printed: string][] = [
    ['of uv', 'implementation = CPython\nversion_info = 3.12.4', '3.12.4'],
    ['of venv', 'home = /usr/bin\nversion = 3.11.9\n', '3.11.9'],
    ['of virtualenv', 'version = 3.11.9\nversion_info = 3.11.9.final.0\n', '3.11.9.final.0'],
    ['in any order', 'version_info = 3.12.4\nversion = 3.12\n', '3.12.4'],
    ['without spaces', 'version_info=3.12.4\nuv = 0.9\n', '3.12.4'],
    ['that is not CPython', 'implementation = PyPy\nversion_info = 3.10.14', 'PyPy-3.10.14'],
  ];
  it.each(rows)('%s', async (_title, text, printed) => {
    for (const environment of ['.', "tools/x'y z"])
      expect(await interpreterOf(environment, { [config]: text })).toBe(`${printed}\n`);
  });

  it('that uv would choose in the folder, where there is none', async () => {
    expect(await interpreterOf('tools', {}, 'basename "$PWD"')).toBe('tools\n');
    expect(await interpreterOf('.', { [config]: 'uv = 1' }, 'echo 3.9.1')).toBe('3.9.1\n');
  });

  it('as none, when uv finds none or is not there', async () => {
    expect(await interpreterOf('.', {}, 'echo nothing >&2; exit 2')).toBe('none\n');
    expect(await interpreterOf('.', {})).toBe('none\n');
  });

  it('wherever UV_PROJECT_ENVIRONMENT says it is', async () => {
    const files = { 'env/pyvenv.cfg': 'version = 3.12.4' };
    expect(await interpreterOf('tools', files, 'exit 2', 'env')).toBe('3.12.4\n');
    const folder = temporaryFolder(files);
    expect(await interpreterOf('tools', {}, 'exit 2', join(folder, 'env'))).toBe('3.12.4\n');
  });
});

describe('a command tells whose interpreter it prints', () => {
  it.each(['.', 'tools/x', "a'b", 'a b'])('%s', (environment) => {
    for (const platform of ['linux', 'darwin', 'win32'] as const)
      for (const surroundings of [undefined, { levels: 2, isKept: true }])
        expect(
          environmentOfCommand(interpreterInput(environment, surroundings, platform).runtime),
        ).toBe(environment);
  });
  it('unless it is another', () => {
    for (const command of ['', 'date', "cd 'x' && { date; }"])
      expect(environmentOfCommand(command)).toBeUndefined();
  });
});

describe.runIf(process.platform !== 'win32')('the command for a version of Python prints', () => {
  const printed = async (environment: string, uv: string, made?: string, data?: string) => {
    const root = temporaryFolder();
    writeFiles(join(root, environment), { 'uv.lock': '', [config]: 'version = 3.12.4' });
    const programs = temporaryFolder({ uv: `#!/bin/sh\n${uv}\n` });
    setVariables({ PATH: `${programs}:/usr/bin:/bin`, NX_WORKSPACE_DATA_DIRECTORY: data });
    if (made !== undefined)
      writeFiles(pythonFolder(root, environment, '3.13'), { 'pyvenv.cfg': made });
    const { runtime } = pythonInput(environment, '3.13');
    const text = execFileSync('sh', ['-c', runtime], { cwd: root, encoding: 'utf8' });
    expect(await identifyInterpreter(root, environment, '3.13')).toBe(text.trimEnd());
    expect(asksForPython(runtime)).toBe(true);
    expect(environmentOfCommand(runtime)).toBeUndefined();
    return text;
  };

  it.each(['.', 'tools/x', "tools/x'y z"])('that of its own environment, of %s', async (folder) => {
    const data = temporaryFolder();
    for (const place of [undefined, 'other data', data])
      expect(await printed(folder, 'exit 2', 'version_info = 3.13.1', place)).toBe('3.13.1\n');
  });

  it('that uv would choose for it, none of a virtual environment, or none', async () => {
    expect(await printed('tools', 'echo "$@"')).toBe('python find --show-version --system 3.13\n');
    expect(await printed('.', 'exit 2')).toBe('none\n');
  });

  it('and no other command does', () => {
    expect(asksForPython(interpreterInput('.').runtime)).toBe(false);
    expect(environmentOfCommand(pythonInput('.', '3.13', 'win32').runtime)).toBeUndefined();
  });
});
