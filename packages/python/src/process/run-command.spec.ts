import { expect, it } from 'vitest';
import { runCommand } from './run-command.js';

const here = { cwd: process.cwd(), timeout: 20_000 };

it('gives the exit code and both channels in their order', async () => {
  const result = await runCommand({
    ...here,
    command: 'sh',
    args: ['-c', 'echo one; echo two >&2; exit 3'],
  });
  expect(result).toEqual({ exitCode: 3, output: 'one\ntwo\n', startError: undefined });
});

it('says why a program could not be started', async () => {
  const result = await runCommand({ ...here, command: 'no-such-program', args: [] });
  expect(result.exitCode).toBeUndefined();
  expect(result.startError).toContain('ENOENT');
});

it('stops what takes too long', async () => {
  const result = await runCommand({ ...here, command: 'sleep', args: ['60'], timeout: 100 });
  expect(result).toMatchObject({ exitCode: undefined, startError: undefined });
});
