import { expect, it } from 'vitest';
import { type AddRequest, addCommand } from './add-command.js';

const member = {
  distribution: 'idna',
  project: 'labels',
  directory: 'libs/labels',
  environment: '.',
  lock: 'uv.lock',
  group: 'dev',
};

const rows: [change: Partial<AddRequest>, command: string][] = [
  [{}, 'uv add --package labels --group dev idna'],
  [{ group: undefined }, 'uv add --package labels idna'],
  [{ directory: '.' }, 'uv add --group dev idna'],
  [{ environment: 'libs/labels' }, 'uv add --directory libs/labels --group dev idna'],
  [{ environment: 'libs' }, 'uv add --directory libs --package labels --group dev idna'],
  [{ lock: 'poetry.lock' }, 'poetry add --directory libs/labels --group dev idna'],
  [{ lock: 'poetry.lock', group: undefined }, 'poetry add --directory libs/labels idna'],
  [{ lock: 'pdm.lock' }, 'pdm add --project libs/labels --dev --group dev idna'],
  [{ lock: 'pylock.toml' }, 'add idna to libs/labels/pyproject.toml and update pylock.toml'],
];

it.each(rows)('%o', (change, command) => {
  expect(addCommand({ ...member, ...change })).toBe(command);
});
