import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
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
