import { describe, expect, it } from 'vitest';
import { judge, type TraceFacts, type Verdict } from './judge.js';

const facts: TraceFacts = {
  workspaceRoot: '/w',
  directory: 'libs/app',
  projectRoots: new Set(['.', 'libs/app', 'libs/core', 'libs/other']),
  importRoots: new Set(['libs/app/src', 'libs/core/src', 'libs/other/src']),
  inputs: new Set(['libs/app/src/app/a.py', 'libs/core/src/core/a.py', 'data/prices.json']),
  known: new Set([
    ...['libs/app/src/app/a.py', 'libs/app/README.md', 'libs/core/src/core/a.py'],
    ...['libs/core/tests/test_a.py', 'libs/other/src/other/a.py', 'libs/other/pyproject.toml'],
    ...['data/prices.json', 'mixed/a.json', 'mixed/b.json', 'pyproject.toml', 'tools/base.toml'],
    ...['ruff.toml', 'libs/other/ruff.toml', 'uv.lock'],
  ]),
  settings: new Set(['tools/base.toml']),
  settingsNames: new Set(['pyproject.toml', 'mypy.ini']),
  wouldEnter: (file) => /^libs\/(?:app|core\/src)\//.test(file),
  isExcepted: (path) => path.startsWith('/usr/'),
};

const links: Record<string, string> = { '/w/.venv/bin/python': '/usr/bin/python3' };
const isNew = (path: string) => path.includes('/new');

function verdict(opened: string[], listed: string[] = [], made: string[] = []): Verdict {
  const calls = { opened: new Set(opened), listed: new Set(listed), made: new Set(made) };
  const isFile = (path: string) => !path.endsWith('/folder');
  return judge(calls, facts, { isFile, isNew, real: (path) => links[path] ?? path });
}

const nothing: Verdict = { files: [], folders: [], outside: [], ignored: [] };

describe('opened files', () => {
  const rows: [path: string, expected: Partial<Verdict>][] = [
    ['/w/libs/app/src/app/a.py', {}],
    ['/w/libs/core/src/core/a.py', {}],
    ['/w/data/prices.json', {}],
    ['/w/libs/app/README.md', { files: ['libs/app/README.md'] }],
    ['/w/libs/core/tests/test_a.py', { files: ['libs/core/tests/test_a.py'] }],
    ['/w/libs/other/src/other/a.py', { files: ['libs/other/src/other/a.py'] }],
    ['/w/tools/base.toml', {}],
    ['/w/pyproject.toml', {}],
    ['/w/libs/other/pyproject.toml', { files: ['libs/other/pyproject.toml'] }],
    // Another tool's settings.
    ['/w/ruff.toml', { files: ['ruff.toml'] }],
    ['/w/uv.lock', { files: ['uv.lock'] }],
    ['/w/dist/old.txt', { ignored: ['dist/old.txt'] }],
    ['/w/dist/new.txt', {}],
    ['/w/.venv/bin/python', {}],
    ['/usr/lib/x', {}],
    ['/home/me/.config/x', { outside: ['/home/me/.config/x'] }],
    ['/home/me/folder', {}],
    ['/tmp/new', {}],
    ['/wider/x', { outside: ['/wider/x'] }],
  ];
  it.each(rows)('%s', (path, expected) => {
    expect(verdict([path])).toEqual({ ...nothing, ...expected });
  });

  it('passes over what the run made first, unless git has it', () => {
    expect(verdict(['/tmp/x'], [], ['/tmp/x'])).toEqual(nothing);
    expect(verdict(['/w/uv.lock'], [], ['/w/uv.lock']).files).toEqual(['uv.lock']);
  });
});

describe('listed folders', () => {
  const rows: [path: string, expected: Partial<Verdict>][] = [
    ['/w/libs/app', {}],
    ['/w/libs/core/src/core', {}],
    ['/w/libs/core/tests', { folders: ['libs/core/tests'] }],
    ['/w/libs/other', { folders: ['libs/other'] }],
    ['/w/libs/other/src', {}],
    ['/w/libs/other/src/other', { folders: ['libs/other/src/other'] }],
    ['/w/libs', {}],
    ['/w', {}],
    ['/', {}],
    ['/w/data', {}],
    ['/w/mixed', { folders: ['mixed'] }],
    ['/w/.venv', {}],
    ['/usr/share', {}],
    ['/home/me', { outside: ['/home/me'] }],
  ];
  it.each(rows)('%s', (path, expected) => {
    expect(verdict([], [path])).toEqual({ ...nothing, ...expected });
  });
});
