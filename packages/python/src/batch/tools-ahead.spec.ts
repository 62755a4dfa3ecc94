import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { dataFolder } from '../data-folder.js';
import { isWaiting } from '../process/run-process.js';
import { endAhead, takeWishes, wishFor } from '../process/started-ahead.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { pythonFile } from '../tools/python-file.js';
import { rememberTools, startTools } from './tools-ahead.js';

const zygote = pythonFile('nx_signal_zygote.py');
const mypy = pythonFile('nx_signal_mypy.py');

/** A workspace whose `python` waits for its input, and the program that would be wished for. */
function workspace() {
  const root = temporaryFolder({ python: '#!/bin/sh\ncat\n' });
  const command = join(root, 'python');
  chmodSync(command, 0o755);
  const program = (script: string, path = '') => ({
    command,
    args: [script],
    cwd: root,
    env: { MYPYPATH: path, PYTHONHOME: undefined },
  });
  return { root, program };
}

afterEach(async () => {
  await endAhead();
  takeWishes();
});

describe('tools that a batch had use for', () => {
  it('are started for the next one, each kind as it was wanted last', () => {
    const { root, program } = workspace();
    wishFor(program(zygote, 'old'));
    wishFor(program(mypy));
    rememberTools(root);
    wishFor(program(zygote, 'new'));
    rememberTools(root);
    startTools(root);
    expect(isWaiting(program(zygote, 'new'))).toBe(true);
    expect(isWaiting(program(mypy))).toBe(true);
    expect(isWaiting(program(zygote, 'old'))).toBe(false);
  });

  it('stay known when a batch has use for none', () => {
    const { root, program } = workspace();
    wishFor(program(mypy));
    rememberTools(root);
    rememberTools(root);
    startTools(root);
    expect(isWaiting(program(mypy))).toBe(true);
  });

  it('are this package’s own and no others, whatever a file says', () => {
    const { root, program } = workspace();
    wishFor(program(mypy));
    rememberTools(root);
    const file = join(dataFolder(root), 'tools-ahead.json');
    const other = program('/elsewhere/nx_signal_mypy.py');
    writeFileSync(file, JSON.stringify([{ ...other, env: {} }, { command: 1 }, null]));
    startTools(root);
    expect(isWaiting({ ...other, env: {} })).toBe(false);
    writeFileSync(file, 'no JSON');
    startTools(root);
  });
});
