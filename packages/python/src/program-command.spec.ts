import { expect, it } from 'vitest';
import { commandHere, programCommand } from './program-command.js';

const bin = './.nx/installation/node_modules/.bin/nx-signal';

it.each<[files: string[], nx: string, nxSignal: string]>([
  [[], 'npx nx', 'npx nx-signal'],
  [['package.json', 'package-lock.json'], 'npx nx', 'npx nx-signal'],
  [['package.json', 'pnpm-lock.yaml'], 'pnpm exec nx', 'pnpm exec nx-signal'],
  [['package.json', 'yarn.lock'], 'yarn nx', 'yarn nx-signal'],
  [['package.json', 'bun.lock'], 'bunx nx', 'bunx nx-signal'],
  [['nx', '.nx/nxw.js'], './nx', bin],
  [['nx', '.nx/nxw.js', 'package.json', 'yarn.lock'], './nx', 'yarn nx-signal'],
  [['nx', 'package.json'], 'npx nx', 'npx nx-signal'],
])('with %j programs are called as %s and %s', (files, nx, nxSignal) => {
  const has = (file: string) => files.includes(file);
  expect([programCommand('nx', has), programCommand('nx-signal', has)]).toEqual([nx, nxSignal]);
});

it('the workspace around this process decides', () => {
  expect(commandHere('nx')).toBe('npx nx');
});
