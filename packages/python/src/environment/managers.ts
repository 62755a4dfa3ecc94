import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { textIn } from '../project/text-in.js';

/** A manager of environments other than uv. */
export interface Manager {
  /** Its name, as people say it. */
  name: string;
  /** Its lock; undefined for environments that no lock decides. */
  lock?: string;
  /** Where a manifest speaks to it. */
  table?: RegExp;
  /** The command that prints the environment's folder, or its Python, if the manager may keep it elsewhere. */
  find?: readonly [string, ...string[]];
  /** The command that makes the environment, or brings it up to date. */
  install: string;
  /** What makes a local dependency one that shows its sources. */
  editable: string;
}

const poetry: Manager = {
  name: 'Poetry',
  lock: 'poetry.lock',
  table: /^\s*\[tool\.poetry\b/m,
  find: ['poetry', 'env', 'info', '--path'],
  install: 'poetry install',
  editable: 'declare it with `develop = true`',
};

const pdm: Manager = {
  name: 'PDM',
  lock: 'pdm.lock',
  table: /^\s*\[tool\.pdm\b/m,
  find: ['pdm', 'info', '--python'],
  install: 'pdm install',
  editable: 'add it with `pdm add --dev --editable`',
};

const hatch: Manager = {
  name: 'hatch',
  table: /^\s*\[tool\.hatch\b/m,
  find: ['hatch', 'env', 'find'],
  install: 'hatch env create',
  editable: 'set `dev-mode = true` for the environment',
};

const pylock: Manager = {
  name: 'pip',
  lock: 'pylock.toml',
  install: 'uv venv && uv pip sync pylock.toml',
  editable: 'lock it as an editable',
};

/** An environment that a person keeps. */
export const byHand: Manager = {
  name: 'pip',
  install: 'pip install',
  editable: 'install it with `pip install --editable`',
};

/** The managers with locks; where a folder has several, the first of these counts. */
const withLock: readonly Manager[] = [poetry, pdm, pylock];
const byTable: readonly Manager[] = [poetry, pdm, hatch];

/** Who keeps the environment of a folder: whose lock is there, else whom its manifest speaks to. */
export function managerOf(base: string): Manager {
  const locked = withLock.find(({ lock = '' }) => existsSync(join(base, lock)));
  if (locked) return locked;
  const manifest = textIn(base, 'pyproject.toml') ?? '';
  const { lock: _lock, ...spoken } = byTable.find(({ table }) => table?.test(manifest)) ?? byHand;
  return spoken;
}
