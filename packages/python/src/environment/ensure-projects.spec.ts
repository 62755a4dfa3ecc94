import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder, writeFiles } from '../testing/temporary-folder.js';
import type { EnvironmentRequest } from './ensure-environment.js';
import {
  ensureOwn,
  ensureShared,
  inUv,
  type MadeEnvironments,
  ownFolder,
} from './ensure-projects.js';

/** Stands in for uv: fails when it is asked for a member that `$GONE` names, in uv's words or in none. */
const uv = `#!/bin/sh
echo "$@" >> "$CALLS"
[ "$1" = python ] && { echo "\${CHOSEN:-3.12.4}"; exit 0; }
[ "$1" = sync ] || exit 0
for name in $GONE; do
  case " $* " in *" --package $name "*) echo "$SAYS"; exit 2;; esac
done
mkdir -p "$UV_PROJECT_ENVIRONMENT/lib/python3.12/site-packages"
echo "version = \${CHOSEN:-3.12.4}" > "$UV_PROJECT_ENVIRONMENT/pyvenv.cfg"
`;

const names = ['a', 'b', 'c', 'd'];
const member = (name: string) =>
  `[[package]]\nname = "${name}"\nversion = "1"\nsource = { editable = "${name}" }\n`;
const needs = (name: string) => `dependencies = [{ name = "${name}" }]\n`;
const lock = `version = 1
requires-python = ">=3.11"

[manifest]
members = ["a", "b", "c", "d"]

${member('a')}
${member('b')}${needs('six')}
${member('c')}
${member('d')}${needs('b')}
[[package]]
name = "six"
version = "1"
source = { registry = "https://pypi.org/simple" }
`;
const failed = 'error: Failed to download `six==1`';
const before = { ...process.env };

beforeEach(() => {
  process.env = before;
});

function prepare(variables: NodeJS.ProcessEnv) {
  const manifests = names.map((name) => [
    `${name}/pyproject.toml`,
    `[project]\nname = "${name}"\n`,
  ]);
  const workspaceRoot = temporaryFolder({
    'bin/uv': uv,
    'uv.lock': lock,
    'pyproject.toml': '[tool.uv.workspace]\nmembers = ["*"]\n',
    ...Object.fromEntries(manifests),
  });
  const calls = join(workspaceRoot, 'calls');
  process.env = {
    ...before,
    PATH: `${workspaceRoot}/bin:/usr/bin:/bin`,
    UV_PROJECT_ENVIRONMENT: '',
    CALLS: calls,
    SAYS: failed,
    ...variables,
  };
  const request: EnvironmentRequest = {
    workspaceRoot,
    environment: '.',
    projects: names,
    groups: [],
    extras: [],
  };
  const syncs = () => {
    const text = existsSync(calls) ? readFileSync(calls, 'utf8') : '';
    writeFiles(workspaceRoot, { calls: '' });
    const lines = text.split('\n').filter((line) => line.startsWith('sync'));
    return lines.map((line) =>
      [...line.matchAll(/--package (\w+)/g)].map(([, name]) => name).join(''),
    );
  };
  return {
    workspaceRoot,
    request,
    syncs,
    ensure: (...directories: string[]) =>
      ensureShared(
        request,
        directories.map((directory) => ({ directory, tools: [] })),
      ),
  };
}

/** Names of the projects that have an environment. */
const ready = (made: MadeEnvironments) =>
  [...made].flatMap(([name, result]) => ('folder' in result ? name : [])).sort();

describe('one environment for several projects', () => {
  it('is made at once, and grows with what is asked for', async () => {
    const { ensure, syncs } = prepare({});
    expect(ready(await ensure('a', 'c'))).toEqual(['a', 'c']);
    expect(syncs()).toEqual(['ac']);
    await ensure('a');
    expect(syncs()).toEqual([]);
    await ensure('b');
    expect(syncs()).toEqual(['abc']);
  });

  it('costs those that need what cannot be had', async () => {
    const { ensure, syncs } = prepare({ GONE: 'b d' });
    expect(ready(await ensure(...names))).toEqual(['a', 'c']);
    expect(syncs()).toEqual(['abcd', 'ac']);
  });

  it('is tried in halves where uv does not say what is missing', async () => {
    const { ensure, syncs } = prepare({ GONE: 'd', SAYS: 'error: Odd' });
    expect(ready(await ensure(...names))).toEqual(['a', 'b', 'c']);
    expect(syncs()).toEqual(['abcd', 'ab', 'abcd', 'abc', 'abcd']);
  });

  it('is made without what it was made for before, where that is what is missing now', async () => {
    const { ensure, syncs, workspaceRoot } = prepare({});
    await ensure('b');
    syncs();
    process.env['GONE'] = 'b';
    writeFiles(workspaceRoot, { '.venv/lib/python3.12/site-packages/x.py': '' });
    expect(ready(await ensure('a'))).toEqual(['a']);
    expect(syncs()).toEqual(['ab', 'a']);
  });

  it('installs again what the lock replaced while nobody asked for it', async () => {
    const { ensure, workspaceRoot } = prepare({});
    const again = () => {
      const text = readFileSync(join(workspaceRoot, 'calls'), 'utf8');
      writeFiles(workspaceRoot, { calls: '' });
      return text.includes('--reinstall-package six');
    };
    await ensure('a', 'b');
    expect(again()).toBe(false);
    writeFiles(workspaceRoot, { 'uv.lock': lock.replace('pypi.org', 'other.example') });
    await ensure('a');
    again();
    await ensure('c');
    again();
    await ensure('b');
    expect(again()).toBe(true);
    await ensure('d');
    expect(again()).toBe(false);
  });

  it('and is the same error for all that have it', async () => {
    const { ensure } = prepare({ GONE: 'b d' });
    const made = await ensure(...names);
    expect(made.get('b')).toEqual(made.get('d'));
    expect(made.get('b')).toMatchObject({ error: { code: 'ENVIRONMENT_FAILED', failed: 'six' } });
  });
});

it.each([
  ['3.12.4', '3.12.4'],
  ['3.11.9.final.0', '3.11.9'],
  ['PyPy-3.10.14', 'pypy@3.10.14'],
  ['none', undefined],
])('%s is %s for uv', (interpreter, python) => {
  expect(inUv(interpreter)).toBe(python);
});

describe('an environment for one project', () => {
  it('has the Python that its hash names', async () => {
    const { request, workspaceRoot } = prepare({});
    const own = () => ensureOwn(request, 'a', [{ directory: 'a', tools: [] }]);
    const folder = await own();
    expect(folder).toContain('/environments/a-');
    expect(ownFolder({ ...request, asked: '3.12' }, 'a')).not.toBe(folder);
    expect(readFileSync(join(workspaceRoot, 'calls'), 'utf8')).toContain(
      'sync --frozen --package a --python 3.12.4',
    );
    writeFiles(folder, { kept: '' });
    await own();
    expect(existsSync(join(folder, 'kept'))).toBe(true);
    process.env['CHOSEN'] = '3.13.1';
    await own();
    expect(existsSync(join(folder, 'kept'))).toBe(false);
  });
});
