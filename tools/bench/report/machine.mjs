import { availableParallelism, loadavg, totalmem } from 'node:os';
import { run } from '../../setup/run.mjs';
import { versions } from '../install/versions.mjs';
import { toolVersions } from '../workspace/files.mjs';

function firstLine(command, args) {
  const { status, stdout } = run(command, args, { allowFailure: true });
  return status === 0 ? stdout.trim().split('\n')[0] : 'unknown';
}

/** What the figures depend on, without naming the machine. */
export function describeMachine() {
  return {
    date: new Date().toISOString().slice(0, 10),
    platform: `${process.platform}-${process.arch}`,
    cores: availableParallelism(),
    // Other work on the machine shows here: figures taken on a busy one are not for publishing.
    load: Number(loadavg()[0].toFixed(1)),
    memoryGigabytes: Math.round(totalmem() / 2 ** 30),
    commit: firstLine('git', ['rev-parse', '--short', 'HEAD']),
    versions: {
      node: process.version.slice(1),
      python: firstLine('python3', ['--version']).replace('Python ', ''),
      uv: firstLine('uv', ['--version']).split(' ')[1] ?? 'unknown',
      ...toolVersions,
      nx: versions.nx,
      '@nxlv/python': versions.nxlv,
      turbo: versions.turbo,
      moon: versions.moon,
    },
  };
}
