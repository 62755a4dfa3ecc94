import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runProcess } from '../process/run-process.js';
import { rejectionOf } from '../testing/error-of.js';
import { setVariables } from '../testing/set-variables.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { checkStrace, readTrace } from './strace.js';

const works = spawnSync('strace', ['-f', '--seccomp-bpf', '-o', '/dev/null', 'true']).status === 0;

describe('where nothing can be traced', () => {
  it('says so on another system', async () => {
    expect(await rejectionOf(checkStrace('/nowhere', 'darwin'))).toMatchObject({
      code: 'TRACE_UNAVAILABLE',
      message: 'Tracing needs strace, which runs on Linux and not on darwin.',
    });
  });

  it.skipIf(process.platform !== 'linux')('says how strace is installed', async () => {
    setVariables({ PATH: '/nowhere' });
    const error = await rejectionOf(checkStrace(temporaryFolder()));
    expect(error).toMatchObject({
      code: 'TRACE_UNAVAILABLE',
      message: 'strace is not installed.',
    });
    expect(error.hint).toMatch(/install/);
  });

  it.skipIf(process.platform !== 'linux')('says what strace said', async () => {
    const bin = temporaryFolder({ strace: '#!/bin/sh\necho "ptrace: not permitted"\nexit 1\n' });
    setVariables({ PATH: `${bin}:/usr/bin:/bin` });
    const error = await rejectionOf(checkStrace(temporaryFolder()));
    expect(error.message).toMatch(/\nptrace: not permitted$/);
    expect(error.hint).toContain('SYS_PTRACE');
  });
});

describe.skipIf(!works)('a program that was traced', () => {
  it('shows what its children read, and leaves its output, input and exit code alone', async () => {
    const folder = temporaryFolder({ 'w/a.txt': 'a\n' });
    const traces = temporaryFolder();
    await checkStrace(traces);
    setVariables({ NX_SIGNAL_TRACE: traces });
    const result = await runProcess({
      command: '/bin/sh',
      args: ['-c', `(cd w && cat a.txt); cat; echo "<$NX_SIGNAL_TRACE>"; exit 3`],
      cwd: folder,
      task: 'a:test:unit',
      input: 'said\n',
      timeout: 60_000,
    });
    expect(result).toMatchObject({ exitCode: 3, output: 'a\nsaid\n<>\n' });
    const calls = await readTrace(traces, 'a:test:unit', folder);
    expect(calls?.opened).toContain(join(folder, 'w/a.txt'));
    expect(await readTrace(traces, 'a:test', folder)).toBeUndefined();
  });

  it('is killed with its children when its time is over', async () => {
    const folder = temporaryFolder();
    setVariables({ NX_SIGNAL_TRACE: folder });
    const args = ['-c', 'sleep 60; echo late'];
    const task = { command: '/bin/sh', args, cwd: folder, task: 'a:lint', timeout: 500 };
    expect(await runProcess(task)).toMatchObject({ timedOut: true, output: '' });
  });
});
