import { describe, expect, it } from 'vitest';
import { SignalError } from '../errors.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { ruffWithout } from './single-tool.js';

const hash = (digit: string) => digit.repeat(64);

const poetry = (more = '') => `[[package]]
name = "ruff"
version = "0.17.6"
description = ""
optional = false
python-versions = ">=3.7"
files = [
    {file = "ruff-0.17.6-a.whl", hash = "sha256:${hash('a')}"},
    {file = "ruff-0.17.6.tar.gz", hash = "sha256:${hash('b')}"},
]
${more}
[metadata]
lock-version = "2.1"
python-versions = ">=3.11"
content-hash = "x"
`;

const pdm = `[metadata]
lock_version = "4.5.0"

[[package]]
name = "ruff"
version = "0.17.6"
files = [{file = "ruff-0.17.6-a.whl", hash = "sha256:${hash('a')}"}]
`;

const pylock = `lock-version = "1.0"
created-by = "uv"

[[packages]]
name = "ruff"
version = "0.17.6"
index = "https://pypi.org/simple"
wheels = [{ url = "https://files.example/ruff-0.17.6-a.whl", hashes = { sha256 = "${hash('a')}" } }]
`;

const source = (text: string) => `\n[package.source]\n${text}\n`;

function recipe(files: Record<string, string>, pinned?: string, problem?: unknown) {
  const root = temporaryFolder(files);
  return ruffWithout({ root, environment: '.', lockDigest: undefined, pinned }, problem);
}

describe('ruff by itself, where no environment has it', () => {
  it.each<[string, Record<string, string>, string[]]>([
    ['Poetry', { 'poetry.lock': poetry() }, ['a', 'b']],
    ['PDM', { 'pdm.lock': pdm }, ['a']],
    ['a pylock.toml', { 'pylock.toml': pylock }, ['a']],
  ])('is what the lock says: %s', (_title, files, digits) => {
    const found = recipe(files);
    const hashes = digits.map((digit) => `--hash=sha256:${hash(digit)}`);
    expect(found?.files['requirements.txt']).toBe(['ruff==0.17.6', ...hashes].join(' \\\n  '));
    expect(found?.calls.at(-1)).toContain('--require-hashes');
    expect(found?.calls.flat()).not.toContain('--default-index');
  });

  it('comes from the index that Poetry names, and from those that uv is told of', () => {
    const legacy = source('type = "legacy"\nurl = "https://own.example/simple"\nreference = "own"');
    expect(recipe({ 'poetry.lock': poetry(legacy) })?.calls.at(-1)).toEqual(
      expect.arrayContaining(['--default-index', 'https://own.example/simple']),
    );
    const manifest = '[[tool.uv.index]]\nurl = "https://own.example/simple"\n';
    expect(recipe({ 'pyproject.toml': manifest }, '1.0')?.files['pyproject.toml']).toContain(
      'https://own.example/simple',
    );
  });

  it.each<[string, Record<string, string>]>([
    ['is from a repository', { 'poetry.lock': poetry(source('type = "git"\nurl = "x"')) }],
    [
      'is there twice',
      { 'poetry.lock': poetry(poetry().slice(0, poetry().indexOf('[metadata]'))) },
    ],
    ['is not there', { 'poetry.lock': poetry().replace('name = "ruff"', 'name = "six"') }],
    ['is in no lock', {}],
  ])('is what is pinned where it %s, and else is not had', (_title, files) => {
    expect(recipe(files)).toBeUndefined();
    expect(recipe(files, '0.17.5')?.files['requirements.txt']).toBe('ruff==0.17.5');
  });

  it('is not what is pinned where an environment changed meanwhile', () => {
    const changed = new SignalError({ code: 'ENVIRONMENT_OUTDATED', message: 'x', hint: 'y' });
    expect(recipe({}, '0.17.5', changed)).toBeUndefined();
    expect(recipe({ 'pdm.lock': pdm }, '0.17.5', changed)?.version).toBe('0.17.6');
  });

  it('is not had under another lock than was hashed', () => {
    const root = temporaryFolder({ 'pdm.lock': pdm });
    const known = { root, environment: '.', lockDigest: 'another', pinned: undefined };
    expect(() => ruffWithout(known, undefined)).toThrow('changed after this run had begun');
  });
});
