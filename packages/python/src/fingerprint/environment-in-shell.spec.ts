import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findEnvironment } from '../environment/locate.js';
import { temporaryFolder, writeFiles } from '../testing/temporary-folder.js';
import { findInShell } from './environment-in-shell.js';

const config = (folder: string) => ({ [`${folder}/pyvenv.cfg`]: 'version = 3.12.4' });

interface Row {
  title: string;
  files: Record<string, string>;
  variables?: Record<string, string>;
  /** From the repository's root. */
  found: string | undefined;
}

const rows: Row[] = [
  { title: 'none', files: {}, found: undefined },
  {
    title: 'its own',
    files: { ...config('ws/lib/.venv'), ...config('ws/.venv') },
    found: 'ws/lib/.venv',
  },
  {
    title: 'its own by another name',
    files: { ...config('ws/lib/venv'), ...config('.venv') },
    found: 'ws/lib/venv',
  },
  {
    title: 'the nearest above',
    files: { ...config('ws/venv'), ...config('.venv') },
    found: 'ws/venv',
  },
  { title: 'that of the repository', files: config('venv'), found: 'venv' },
  { title: 'none outside of it', files: config('../.venv'), found: undefined },
  {
    title: 'the one that is named, before all others',
    files: { ...config('ws/lib/.venv'), ...config('ws/lib/env') },
    variables: { UV_PROJECT_ENVIRONMENT: 'env' },
    found: 'ws/lib/env',
  },
  {
    title: 'one that is there, where the named one is not',
    files: config('ws/.venv'),
    variables: { UV_PROJECT_ENVIRONMENT: '/nowhere' },
    found: 'ws/.venv',
  },
  {
    title: 'the active one, after those of the repository',
    files: { ...config('active'), ...config('ws/.venv') },
    variables: { VIRTUAL_ENV: '{root}/active' },
    found: 'ws/.venv',
  },
  {
    title: 'the active one',
    files: config('active'),
    variables: { VIRTUAL_ENV: '{root}/active' },
    found: 'active',
  },
  {
    title: 'what PDM has chosen',
    files: { ...config('kept'), 'ws/lib/.pdm-python': '{root}/kept/bin/python' },
    found: 'kept',
  },
  {
    title: 'one beside a lock',
    files: { ...config('ws/.venv'), 'ws/uv.lock': '' },
    found: 'ws/.venv',
  },
  {
    title: 'none beside another lock, for what has a lock of its own',
    files: {
      ...config('ws/.venv'),
      'ws/uv.lock': '',
      'ws/lib/poetry.lock': '',
      ...config('.venv'),
    },
    found: '.venv',
  },
  {
    title: 'an active one beside another lock neither',
    files: { ...config('x/.venv'), 'x/uv.lock': '', 'ws/lib/poetry.lock': '' },
    variables: { VIRTUAL_ENV: '{root}/x/.venv' },
    found: undefined,
  },
  {
    title: 'no folder without pyvenv.cfg',
    files: { 'ws/lib/venv/x.py': '', ...config('.venv') },
    found: '.venv',
  },
];

describe.runIf(process.platform !== 'win32')('an environment is found, by the shell, too', () => {
  it.each(rows)('$title', ({ files, variables = {}, found }) => {
    const root = join(temporaryFolder(), 'a b');
    const placed = (text: string) => text.replace('{root}', root);
    const texts = Object.entries({ '.git/x': '', 'ws/lib/x.py': '', ...files });
    writeFiles(root, Object.fromEntries(texts.map(([file, text]) => [file, placed(text)])));
    const env = Object.fromEntries(
      Object.entries(variables).map(([name, value]) => [name, placed(value)]),
    );
    const expected = found === undefined ? '' : join(root, found);
    expect(findEnvironment(join(root, 'ws'), 'lib', env) ?? '').toBe(expected);
    const command = `${findInShell({ levels: 2, isKept: false })}; [ "$e" ] && cd "$e" && pwd; true`;
    const printed = execFileSync('sh', ['-c', command], {
      cwd: join(root, 'ws/lib'),
      env: { PATH: '/usr/bin:/bin', ...env },
      encoding: 'utf8',
    });
    expect(printed.trim()).toBe(expected);
  });
});
