import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { changeTokenFile, readTokenFile, type TokenEntry, type TokenFile } from './token-file.js';

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

it.each(['', 'base'])('changes nothing once another has its turn, and begins again: %j', (base) => {
  const folder = temporaryFolder();
  const file = join(folder, 'tokens.json');
  if (base) changeTokenFile(file, add(base));
  let others = ['first', 'second', 'third'];
  changeTokenFile(file, (content) => {
    // Between reading and writing this process sleeps, and counts as dead, three times.
    const [other, ...rest] = others;
    others = rest;
    if (other !== undefined) {
      rmSync(`${file}.lock`);
      changeTokenFile(file, add(other));
    }
    return add('last')(content);
  });
  expect(idsIn(file)).toEqual([...(base ? [base] : []), 'first', 'second', 'third', 'last']);
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

it('loses no change of several processes at one time', async () => {
  const folder = temporaryFolder();
  const file = join(folder, 'tokens.json');
  const module = new URL('../../dist/auth/token-file.js', import.meta.url).href;
  const changing = `
const { changeTokenFile } = await import(${JSON.stringify(module)});
const [file, name] = process.argv.slice(1);
for (let at = 0; at < 50; at += 1) {
  const entry = { id: name + '-' + at, sha256: '0'.repeat(64), role: 'read', scope: 'shared', workspace: 'default' };
  changeTokenFile(file, (content) => {
    if (content.tokens.some(({ id }) => id === entry.id)) throw new Error('made twice: ' + entry.id);
    return { ...content, tokens: [...content.tokens, entry] };
  });
}`;
  const args = ['--input-type=module', '-e', changing, file];
  const names = ['a', 'b', 'c', 'd'];
  const processes = names.map((name) =>
    once(spawn(process.execPath, [...args, name], { stdio: 'inherit' }), 'exit'),
  );
  for (const process of processes) expect(await process).toEqual([0, null]);
  const all = names.flatMap((name) => Array.from({ length: 50 }, (_, at) => `${name}-${at}`));
  expect(idsIn(file).sort()).toEqual(all.sort());
  expect(readdirSync(folder)).toEqual(['tokens.json']);
}, 60_000);

it('removes a file in which nothing is left', () => {
  const folder = temporaryFolder();
  const file = join(folder, 'tokens.json');
  changeTokenFile(file, add('first'));
  changeTokenFile(file, () => undefined);
  expect(readdirSync(folder)).toEqual([]);
});
