import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { folderSecret } from './session-secret.js';

const never = (message: string) => {
  throw new Error(message);
};

it('is made once, for its owner only, and leaves nothing beside it', () => {
  const folder = temporaryFolder();
  const secret = folderSecret(folder, never);
  expect(secret.length).toBeGreaterThanOrEqual(32);
  expect(folderSecret(folder, never)).toBe(secret);
  expect(statSync(join(folder, 'session-secret')).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder)).toEqual(['session-secret']);
});

it.each<[string, string, number, string]>([
  ['empty, as a full disk left it', '', 0o600, 'is too short'],
  ['cut off', 'abc', 0o600, 'is too short'],
  ['white space', ' '.repeat(64), 0o600, 'is too short'],
  ['readable by all', 'x'.repeat(43), 0o644, 'can be read by other users'],
  ['readable by the group', 'x'.repeat(43), 0o640, 'can be read by other users'],
])('is made anew when it is %s', (_, text, mode, problem) => {
  const folder = temporaryFolder();
  const file = join(folder, 'session-secret');
  writeFileSync(file, text);
  chmodSync(file, mode);
  const warnings: string[] = [];
  const secret = folderSecret(folder, (message) => warnings.push(message));
  expect(warnings).toEqual([
    `the session secret ${problem}; a new one is created, which ends existing sessions`,
  ]);
  expect(secret).not.toBe(text);
  expect(readFileSync(file, 'utf8')).toBe(secret);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});
