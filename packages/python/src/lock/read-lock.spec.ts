import { describe, expect, it } from 'vitest';
import { formatError, SignalError } from '../errors.js';
import { readLock } from './read-lock.js';

describe('the format is known by the name of the file', () => {
  const rows: [file: string, text: string, format: string][] = [
    ['uv.lock', 'version = 1', 'uv'],
    ['tools/x/uv.lock', 'version = 1\nrevision = 99', 'uv'],
    ['poetry.lock', '[metadata]\nlock-version = "1.1"', 'poetry'],
    ['pdm.lock', '[metadata]\nlock_version = "4.4.1"', 'pdm'],
    ['pylock.toml', 'lock-version = "1.0"', 'pylock'],
    ['pylock.dev.toml', 'lock-version = "1.1"', 'pylock'],
  ];
  it.each(rows)('%s', (file, text, format) => {
    expect(readLock(file, text)).toMatchObject({ format, file, nodes: new Map() });
  });
});

function errorOf(file: string, text: string): string {
  try {
    readLock(file, text);
  } catch (error) {
    if (error instanceof SignalError) return formatError(error);
    throw error;
  }
  throw new Error('no error');
}

describe('a lock that cannot be read', () => {
  const conflict =
    'version = 1\n<<<<<<< HEAD\nrevision = 2\n=======\nrevision = 3\n>>>>>>> other\n';
  const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:aa\nsize 1\n';
  const rows: [title: string, file: string, text: string, message: string][] = [
    [
      'merge conflict',
      'libs/uv.lock',
      conflict,
      `error [LOCK_BROKEN]: The lock file contains merge conflict markers.
  at libs/uv.lock:2

hint: keep either side of the conflict, then run \`uv lock\``,
    ],
    [
      'Git LFS pointer',
      'poetry.lock',
      pointer,
      `error [LOCK_BROKEN]: The lock file is a Git LFS pointer, not the lock itself.
  at poetry.lock:1

hint: run \`git lfs pull\``,
    ],
    [
      'no text',
      'pdm.lock',
      ' \n',
      `error [LOCK_BROKEN]: The lock file is broken: it is empty.
  at pdm.lock

hint: run \`pdm lock\` to write the lock again`,
    ],
    [
      'broken TOML',
      'poetry.lock',
      '[metadata]\nlock-version = "2.1\n',
      `error [LOCK_BROKEN]: The lock file is not valid TOML: control characters are not allowed in strings.
  at poetry.lock:2:20

hint: run \`poetry lock\` to write the lock again`,
    ],
    [
      'a format of the future',
      'uv.lock',
      'version = 2',
      `error [LOCK_BROKEN]: The lock file is broken: it has format version 2, but only 1 can be read.
  at uv.lock

hint: update @nx-signal/python, or run \`uv lock\` with the tool's previous release`,
    ],
    [
      'a format of the past',
      'pdm.lock',
      '[metadata]\nlock_version = "3.1"',
      `error [LOCK_BROKEN]: The lock file is broken: it has format version 3.1, but only 4 can be read.
  at pdm.lock

hint: run \`pdm lock\` to write the lock again`,
    ],
    [
      'no format version',
      'pylock.toml',
      'packages = []',
      `error [LOCK_BROKEN]: The lock file is broken: it does not state its format version.
  at pylock.toml

hint: run \`uv export --format pylock.toml\` to write the lock again`,
    ],
    [
      'a requirement without an entry',
      'uv.lock',
      'version = 1\n[[package]]\nname = "a"\ndependencies = [{ name = "b", version = "1.0" }]',
      `error [LOCK_BROKEN]: The lock file is broken: the package \`a\` requires \`b 1.0\`, which has no entry.
  at uv.lock:3

hint: run \`uv lock\` to write the lock again`,
    ],
    [
      'a value of another type',
      'uv.lock',
      'version = 1\n[[package]]\nname = "a.b"\ndependencies = "b"',
      `error [LOCK_BROKEN]: The lock file is broken: \`dependencies\` of the package \`a.b\` should be a list of tables.
  at uv.lock:3

hint: run \`uv lock\` to write the lock again`,
    ],
    [
      'a file that is no lock',
      'requirements.txt',
      'six',
      `error [LOCK_BROKEN]: The file is not in a known lock format.
  at requirements.txt

hint: use uv.lock, poetry.lock, pdm.lock, pylock.toml or pylock.<name>.toml`,
    ],
  ];
  it.each(rows)('%s', (_title, file, text, message) => {
    expect(errorOf(file, text)).toBe(message);
  });

  const shapes: [text: string, part: string][] = [
    ['package = 1', '`package` should be a list of tables'],
    ['manifest = 1', '`manifest` should be a table'],
    ['[manifest]\nmembers = [1]', '`members` should be a list of strings'],
    ['[[package]]\nname = 1', '`name` should be text'],
    ['[[package]]\nversion = "1"', 'a package entry has no `name`'],
    [
      '[[package]]\nname = "a"\nsource = 2025-01-01',
      '`source` of the package `a` should be a table',
    ],
  ];
  it.each(shapes)('%j', (text, part) => {
    expect(errorOf('uv.lock', `version = 1\n${text}`)).toContain(part);
  });
});

describe('damage of any kind never fails with anything but an error for people', () => {
  const uv = `version = 1
[manifest]
members = ["a"]
[[package]]
name = "a"
version = "1.0"
source = { editable = "a" }
dependencies = [{ name = "b", version = "1.0", extra = ["x"] }]
[package.optional-dependencies]
x = [{ name = "b" }]
[[package]]
name = "b"
wheels = [{ url = "https://example.test/b.whl", hash = "sha256:aa" }]
`;
  const poetry = `[[package]]
name = "a"
version = "1.0"
files = [{ file = "a.whl", hash = "sha256:aa" }]
dependencies = { b = { version = "*", optional = true, extras = ["y"] } }
extras = { x = ["b", "a[z]"] }
source = { type = "directory", url = "../a" }
[metadata]
lock-version = "2.1"
files = {}
`;
  const pdm = `[[package]]
name = "a"
version = "1.0"
path = "./a"
extras = ["x"]
marker = "y"
dependencies = ["b[x]>=1"]
files = [{ file = "a.whl", hash = "sha256:aa" }]
[metadata]
lock_version = "4.5.0"
files = {}
`;
  const pylock = `lock-version = "1.0"
[[packages]]
name = "a"
version = "1.0"
index = "https://example.test/simple"
dependencies = [{ name = "b" }]
directory = { path = "./a" }
vcs = { type = "git", commit-id = "abc" }
wheels = [{ name = "a.whl", hashes = { sha256 = "aa" } }]
`;
  const rows: [file: string, text: string][] = [
    ['uv.lock', uv],
    ['poetry.lock', poetry],
    ['pdm.lock', pdm],
    ['pylock.toml', pylock],
  ];
  const values = ['', '1', '"a"', '[]', '{}', '[1]', '[{}]', '[""]', '2025-01-01', '\n', '=', '"'];

  /** Where a value starts and ends, so that most damage is still TOML. */
  const spans = (text: string) =>
    [...text.matchAll(/"[^"]*"|\[[^[\]]*\]|\{[^{}]*\}|(?<== ).+/g)].map((match) => ({
      start: match.index,
      end: match.index + match[0].length,
    }));

  it.each(rows)('%s', (file, text) => {
    for (const { start, end } of [
      ...spans(text),
      ...[...text].map((_, start) => ({ start, end: start + 1 })),
    ]) {
      for (const value of values) {
        try {
          readLock(file, text.slice(0, start) + value + text.slice(end));
        } catch (error) {
          expect(error).toBeInstanceOf(SignalError);
        }
      }
    }
  });
});
