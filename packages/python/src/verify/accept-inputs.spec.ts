import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { acceptInputs } from './accept-inputs.js';
import { forgetObserved, keepObserved } from './observed.js';

let root: string;
const task = 'models:test:unit';
const observed = { version: 1, task, directory: '.', kind: 'test:unit', files: ['b'] } as const;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'nx-signal-accept-'));
  writeFileSync(join(root, 'pyproject.toml'), '[project]\nname = "models"\n');
});
afterEach(() => rmSync(root, { recursive: true }));

const keep = (shared: string[] = []) =>
  keepObserved(root, { ...observed, files: [...observed.files], shared });
const text = () => readFileSync(join(root, 'pyproject.toml'), 'utf8');

it('declares what was read, and does so once', async () => {
  await keep();
  const added = ['{workspaceRoot}/b'];
  expect(await acceptInputs(root, task)).toEqual({ file: 'pyproject.toml', added });
  const edited = text();
  expect(edited).toContain('inputs = ["{workspaceRoot}/b"]');
  expect(await acceptInputs(root, task)).toEqual({ file: 'pyproject.toml', added: [] });
  expect(text()).toBe(edited);
});

it('takes the inputs of nx.json along, whose place those of the project take', async () => {
  await keep(['{workspaceRoot}/a']);
  await acceptInputs(root, task);
  expect(text()).toContain('inputs = ["{workspaceRoot}/a", "{workspaceRoot}/b"]');
});

it('does not look at nx.json where the project sets inputs', async () => {
  await keep(['{workspaceRoot}/a']);
  writeFileSync(join(root, 'pyproject.toml'), 'tool.nx-signal.targets."test:unit".inputs = []\n');
  await acceptInputs(root, task);
  expect(text()).not.toContain('/a"');
});

it('fails when no undeclared read is known (any more)', async () => {
  await keep();
  await forgetObserved(root, task);
  await expect(acceptInputs(root, task)).rejects.toMatchObject({ code: 'INPUTS_NOT_OBSERVED' });
});

it('shows the lines when the file cannot be edited', async () => {
  await keep();
  writeFileSync(join(root, 'pyproject.toml'), '[tool]\nnx-signal = 1\n');
  await expect(acceptInputs(root, task)).rejects.toMatchObject({
    code: 'PYPROJECT_INVALID',
    hint: expect.stringContaining('    inputs = ["{workspaceRoot}/b"]'),
  });
});
