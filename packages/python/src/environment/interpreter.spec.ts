import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { announceInterpreters } from './announce-interpreters.js';
import { parseInterpreter, readInterpreter } from './interpreter.js';
import { environmentPath, executableIn } from './locate.js';

describe('the interpreter in a pyvenv.cfg', () => {
  const rows: [text: string, interpreter: string | undefined][] = [
    ['home = /usr/bin\nimplementation = CPython\nversion_info = 3.12.4\n', '3.12.4'],
    ['home = /usr/bin\nversion = 3.11.9\n', '3.11.9'],
    ['version = 3.11.9\nversion_info = 3.11.9.final.0\n', '3.11.9.final.0'],
    ['implementation = PyPy\nversion_info = 3.10.14', 'PyPy-3.10.14'],
    ['version_info=3.12.4\r\nuv = 0.9\r\n', '3.12.4'],
    ['  version = 3.12', undefined],
    ['uv = 0.9\nprompt = version = 3', undefined],
    ['version = \n', undefined],
    ['', undefined],
  ];
  it.each(rows)('%j → %s', (text, interpreter) => {
    expect(parseInterpreter(text)).toBe(interpreter);
  });

  it('is read from the environment’s folder, if there is one', () => {
    const folder = temporaryFolder({ '.venv/pyvenv.cfg': 'version = 3.12.4' });
    expect(readInterpreter(join(folder, '.venv'))).toBe('3.12.4');
    expect(readInterpreter(join(folder, 'gone'))).toBeUndefined();
  });
});

describe('where an environment is', () => {
  const rows: [configured: string | undefined, environment: string, path: string][] = [
    [undefined, '.', '/repo/.venv'],
    [undefined, 'tools/x', '/repo/tools/x/.venv'],
    ['', '.', '/repo/.venv'],
    ['env', 'tools/x', '/repo/tools/x/env'],
    ['/opt/env', 'tools/x', '/opt/env'],
  ];
  it.each(rows)('%s, %s → %s', (configured, environment, path) => {
    const variables = configured === undefined ? {} : { UV_PROJECT_ENVIRONMENT: configured };
    expect(environmentPath('/repo', environment, variables)).toBe(join(path));
  });

  it.runIf(process.platform !== 'win32')('its programs are in bin', () => {
    expect(executableIn('/repo/.venv', 'ruff')).toBe('/repo/.venv/bin/ruff');
  });
});

/** Sets variables of this process until the test is over. */
function setVariables(variables: NodeJS.ProcessEnv): void {
  const before = { ...process.env };
  onTestFinished(() => {
    process.env = before;
  });
  process.env = { ...before, ...variables };
}

describe('interpreters are announced to the hasher', () => {
  const uv = (script: string) => `#!/bin/sh\n${script}\n`;
  const announce = async (files: Record<string, string>) => {
    const folder = temporaryFolder({ 'tools/uv.lock': '', ...files });
    setVariables({ PATH: `${folder}/bin:/usr/bin:/bin`, UV_PROJECT_ENVIRONMENT: '.venv' });
    await announceInterpreters(folder, new Map([['tools', 'NX_SIGNAL_TEST_PYTHON']]));
    return process.env['NX_SIGNAL_TEST_PYTHON'];
  };
  const rows: [title: string, files: Record<string, string>, value: string][] = [
    ['that of the environment', { 'tools/.venv/pyvenv.cfg': 'version = 3.12.4' }, '3.12.4'],
    ['else the one that uv would choose', { 'bin/uv': uv('echo 3.13.1') }, '3.13.1'],
    ['in the environment’s folder', { 'bin/uv': uv('basename "$PWD"') }, 'tools'],
    ['none when uv finds none', { 'bin/uv': uv('echo nothing; exit 2') }, 'none'],
    ['none without uv', {}, 'none'],
  ];
  it.each(rows)('%s', async (_title, files, value) => {
    expect(await announce(files)).toBe(value);
  });
});
