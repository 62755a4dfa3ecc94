import { expect, it } from 'vitest';
import { readLock } from './read-lock.js';

const uv = (source: string) =>
  `version = 1\n[[package]]\nname = "a"\nversion = "1"\nsource = ${source}\n`;
const poetry = (source: string) =>
  `[[package]]\nname = "a"\nversion = "1"\n${source}\n[metadata]\nlock-version = "2.1"\n`;
const pdm = (more: string) =>
  `[metadata]\nlock_version = "4.5.0"\n[[package]]\nname = "a"\nversion = "1"\n${more}\n`;
const pylock = (more: string) =>
  `lock-version = "1.0"\n[[packages]]\nname = "a"\nversion = "1"\n${more}\n`;

it.each([
  ['uv.lock', uv('{ registry = "https://pypi.org/simple" }'), 'https://pypi.org/simple'],
  ['uv.lock', uv('{ registry = "https://me:word@x.example/simple" }'), 'https://x.example/simple'],
  ['uv.lock', uv('{ registry = "../wheels" }'), '../wheels'],
  ['uv.lock', uv('{ git = "https://x.example/a#1" }'), undefined],
  ['uv.lock', uv('{ url = "https://pypi.org/a.whl" }'), undefined],
  ['uv.lock', uv('{ editable = "." }'), undefined],
  ['poetry.lock', poetry(''), 'https://pypi.org/simple'],
  [
    'poetry.lock',
    poetry('[package.source]\ntype = "legacy"\nurl = "https://me:word@x.example/simple"'),
    'https://x.example/simple',
  ],
  ['poetry.lock', poetry('[package.source]\ntype = "git"\nurl = "https://x.example/a"'), undefined],
  ['poetry.lock', poetry('[package.source]\ntype = "url"\nurl = "https://pypi.org/a"'), undefined],
  ['pdm.lock', pdm('files = [{ file = "a.whl", hash = "sha256:1" }]'), ''],
  [
    'pdm.lock',
    pdm('files = [{ url = "https://me:word@x.example/a.whl", hash = "sha256:1" }]'),
    'https://x.example/a.whl',
  ],
  ['pdm.lock', pdm('git = "https://x.example/a"\nrevision = "1"'), undefined],
  ['pdm.lock', pdm('path = "./a"'), undefined],
  ['pylock.toml', pylock('index = "https://x.example/simple"'), 'https://x.example/simple'],
  [
    'pylock.toml',
    pylock('[[packages.wheels]]\nurl = "https://files.pythonhosted.org/a.whl"'),
    'https://files.pythonhosted.org/a.whl',
  ],
  ['pylock.toml', pylock(''), ''],
  ['pylock.toml', pylock('[packages.archive]\nurl = "https://pypi.org/a.whl"'), undefined],
  ['pylock.toml', pylock('[packages.vcs]\ntype = "git"\nurl = "https://x.example/a"'), undefined],
])('%s: %s', (file, text, index) => {
  expect(readLock(file, text).nodes.get('a')?.index).toBe(index);
});
