import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import {
  changeTokenFile,
  nextTokenFile,
  readTokenFile,
  type TokenEntry,
  type TokenFile,
} from './token-file.js';

const entry = (id: string): TokenEntry => ({
  id,
  sha256: '0'.repeat(64),
  role: 'read',
  scope: 'shared',
  workspace: 'default',
});
const add =
  (id: string) =>
  (content: TokenFile): TokenFile => ({ ...content, tokens: [...content.tokens, entry(id)] });
const idsIn = (file: string) => readTokenFile(file).tokens.map(({ id }) => id);

it('loses no change of several at one time', () => {
  const folder = temporaryFolder();
  const file = join(folder, 'tokens.json');
  for (const base of ['', 'base']) {
    let others = ['first', 'second', 'third'].map((id) => base + id);
    changeTokenFile(file, (content) => {
      // Between reading and writing, somebody else is faster, three times.
      const [other, ...rest] = others;
      others = rest;
      if (other !== undefined) changeTokenFile(file, add(other));
      return add(`${base}last`)(content);
    });
  }
  const expected = ['first', 'second', 'third', 'last'];
  expect(idsIn(file)).toEqual([...expected, ...expected.map((id) => `base${id}`)]);
  expect(readdirSync(folder)).toEqual(['tokens.json']);
});

it('keeps the tokens of eight commands at one time', async () => {
  const folder = temporaryFolder();
  const program = fileURLToPath(new URL('../../dist/main.cjs', import.meta.url));
  const ids = Array.from({ length: 8 }, (_, at) => `token-${at}`);
  const commands = ids.map((id) => {
    const args = [program, 'token', 'add', id, '--storage.folder', folder];
    return once(spawn(process.execPath, args, { stdio: 'ignore' }), 'exit');
  });
  for (const command of commands) expect(await command).toEqual([0, null]);
  expect(idsIn(join(folder, 'tokens.json')).sort()).toEqual(ids);
  expect(readdirSync(folder)).toEqual(['tokens.json']);
});

it('takes the step that a process which died has left, and its own behind it', () => {
  const folder = temporaryFolder();
  const file = join(folder, 'tokens.json');
  changeTokenFile(file, add('first'));
  writeFileSync(nextTokenFile(file), JSON.stringify(add('left')(readTokenFile(file))));
  changeTokenFile(file, add('mine'));
  expect(idsIn(file)).toEqual(['first', 'left', 'mine']);
  expect(readdirSync(folder)).toEqual(['tokens.json']);
});
