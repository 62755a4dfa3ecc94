import { describe, expect, it } from 'vitest';
import { exceptionMatcher, exceptions } from './exceptions.js';

const isExcepted = exceptionMatcher({
  workspace: '/home/me/shop',
  environment: '/home/me/shop/.venv',
  interpreter: '/opt/python',
  node: '/opt/node',
  plugin: '/home/me/shop/node_modules/@nx-signal/python',
  data: '/home/me/shop/.nx/workspace-data/nx-signal',
  output: '/home/me/shop/dist/reports/api/test-unit',
  cache: '/home/me/.cache',
  home: '/home/me',
  system: '/',
});

describe('what a task may read without an input for it', () => {
  it.each([
    '/home/me/shop/.venv/lib/python3.11/site-packages/x/__init__.py',
    '/opt/python/lib/python3.11/os.py',
    '/home/me/shop/.nx/workspace-data/nx-signal/mypy/x.json',
    '/home/me/shop/dist/reports/api/test-unit',
    '/home/me/.cache/uv/archive-v0/x.py',
    '/home/me/shop/libs/a/__pycache__/a.pyc',
    '/home/me/shop/libs/a/native.so',
    '/home/me/shop/nx.json',
    '/home/me/shop/libs/.gitignore',
    '/home/me/.gitconfig',
    '/usr/lib/libc.so',
    '/proc/self/maps',
    '/etc/ld.so.cache',
  ])('%s', (path) => expect(isExcepted(path, false)).toBe(true));
});

describe('what it may not', () => {
  it.each([
    '/home/me/shop/pyproject.toml',
    '/home/me/shop/libs/a/nx.json',
    '/home/me/shop/.venvs/x',
    '/home/me/shop/dist/reports/other/test-unit/junit.xml',
    '/home/me/shop/.git/HEAD',
    '/home/me/.cache/models/weights.bin',
    '/home/me/.config/ruff/ruff.toml',
    '/home/me/.config/mypy/config',
    '/home/me/ruff.toml',
    '/etc/xdg/ruff.toml',
    '/etc/tool.conf',
    '/srv/data.txt',
    '/opt/python/other.txt',
  ])('%s', (path) => expect(isExcepted(path, false)).toBe(false));

  it.each(['libs/a/native.so', 'libs/a/__pycache__/a.pyc'])('%s, where Nx knows it', (file) => {
    expect(isExcepted(`/home/me/shop/${file}`, true)).toBe(false);
  });
});

it('has few of them, with a reason each', () => {
  expect(exceptions.length).toBeLessThan(30);
  for (const { because } of exceptions) expect(because.length).toBeGreaterThan(10);
  expect(new Set(exceptions.map(({ path }) => path)).size).toBe(exceptions.length);
});
