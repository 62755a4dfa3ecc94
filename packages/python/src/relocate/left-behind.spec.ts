import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { clearLeftBehind } from './left-behind.js';

it('removes what tools make anew, and the folder with it', () => {
  const root = temporaryFolder({
    'a/src/a/__pycache__/x.pyc': '',
    'a/src/a/_native.so': '',
    'a/.mypy_cache/x.json': '',
  });
  expect(clearLeftBehind(join(root, 'a'))).toBe(false);
  expect(existsSync(join(root, 'a'))).toBe(false);
});

it('keeps all else, and says that it is there', () => {
  const root = temporaryFolder({ 'a/.env': 'SECRET=1', 'a/src/__pycache__/x.pyc': '' });
  expect(clearLeftBehind(join(root, 'a'))).toBe(true);
  expect(existsSync(join(root, 'a/.env'))).toBe(true);
  expect(existsSync(join(root, 'a/src'))).toBe(false);
});

it('finds nothing where there is nothing', () => {
  expect(clearLeftBehind(join(temporaryFolder(), 'a'))).toBe(false);
});
