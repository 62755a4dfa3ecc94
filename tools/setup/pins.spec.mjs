import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { withPins } from './pins.mjs';
import { repository } from './run.mjs';

const read = (file) => readFileSync(join(repository, file), 'utf8');

it.each([
  ['e2e/src/harness/packages.ts', { nx: { nx: '99.0.1', devkit: '99.0.0' } }, 2],
  [
    'e2e/src/harness/python-workspace.ts',
    { tools: { ruff: '99.0', mypy: '99.1', pytest: '99.2' } },
    3,
  ],
  ['tools/setup/prepare.mjs', { uv: '99.3' }, 1],
])('%s has pins that can be moved', (file, versions, count) => {
  const { text, changes } = withPins(read(file), versions);
  expect(changes).toHaveLength(count);
  expect(withPins(text, versions)).toEqual({ text, changes: [] });
});

it('says which pin is missing', () => {
  expect(() => withPins("const a = 'ruff'", { tools: { ruff: '1' } })).toThrow('no pin of ruff');
});
