import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { circumstances } from './circumstances.js';

it('are the same as long as nothing is done to the process', () => {
  expect(circumstances()).toBe(circumstances());
});

it('are others with another mask', () => {
  const before = circumstances();
  const mask = process.umask(0o077);
  expect(circumstances()).not.toBe(before);
  process.umask(mask);
  expect(circumstances()).toBe(before);
});

it.runIf(process.platform === 'linux')('are others with another limit', () => {
  const before = circumstances();
  execFileSync('prlimit', ['--pid', String(process.pid), '--cpu=86399:']);
  expect(circumstances()).not.toBe(before);
  execFileSync('prlimit', ['--pid', String(process.pid), '--cpu=unlimited:']);
});
