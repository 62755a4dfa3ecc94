import { describe, expect, it } from 'vitest';
import { partsOf } from '../testing/error-of.js';
import { cutOutput, failedPackage, lockStale, SyncFailure, uvMissing } from './uv-errors.js';

describe('what uv said when it failed', () => {
  const all = ['sync', '--frozen', '--all-packages'];
  const python = 'install one with `uv python install`, or change requires-python.';
  const network = 'check the network; with a filled uv cache, `UV_OFFLINE=1` works offline.';
  const rows: [output: string, code: string, message: string | undefined, hint: string][] = [
    [
      'error: No interpreter found for Python >=3.99 in managed installations or search path',
      'PYTHON_UNSUITABLE',
      'no Python on this machine satisfies requires-python',
      python,
    ],
    [
      "error: The Python request from `.python-version` resolved to Python 3.9, which is incompatible with the project's Python requirement: `>=3.12`",
      'PYTHON_UNSUITABLE',
      'no Python on this machine satisfies requires-python',
      python,
    ],
    [
      'error: failed to write to file: No space left on device (os error 28)',
      'ENVIRONMENT_FAILED',
      'the disk is full',
      'free some space; `uv cache prune` may help.',
    ],
    [
      'error: Failed to fetch: `https://example.test/simple/attrs/`\n  Caused by: dns error: failed to lookup address',
      'ENVIRONMENT_FAILED',
      'a package index could not be reached',
      network,
    ],
    [
      '  Caused by: tcp connect error: Connection refused (os error 111)',
      'ENVIRONMENT_FAILED',
      'a package index could not be reached',
      network,
    ],
    [
      'error: Malware check failed due to an error from OSV\n  cause: error sending request for url (https://api.osv.dev/v1/querybatch)\n  cause: dns error',
      'ENVIRONMENT_FAILED',
      'the service behind its malware check did not answer, so it installed nothing',
      'make sure that the service can be reached; `UV_MALWARE_CHECK` and `malware-check` in [tool.uv.audit] switch the check on.',
    ],
    [
      'error: Malware detected in one or more dependencies that would be installed; aborting sync. Set `UV_MALWARE_CHECK=0` to bypass this check.',
      'ENVIRONMENT_FAILED',
      'its check found malware in the locked packages, so it installed nothing',
      'remove the named packages from the lock.',
    ],
    [
      'error: Failed to parse `uv.lock`\n  Caused by: TOML parse error at line 1, column 1',
      'LOCK_BROKEN',
      'uv.lock cannot be read',
      'create it again with `uv lock --directory tools/x`.',
    ],
    [
      'error: Something that was never seen before',
      'ENVIRONMENT_FAILED',
      undefined,
      'run `uv sync --frozen --all-packages --directory tools/x` to see it alone.',
    ],
  ];
  it.each(rows)('%s', (output, code, message, hint) => {
    expect(partsOf(new SyncFailure('tools/x', `${output}\n`, all))).toEqual({
      code,
      message: `uv could not create the environment of tools/x${message ? `: ${message}` : ''}.\n${output}`,
      place: undefined,
      hint,
    });
  });

  it('in colours, as Nx has programs print, is without them', () => {
    const lines = [
      ' \x1b[36m\x1b[1mDownloading\x1b[0m\x1b[39m ruff \x1b[2m(9.8MiB)\x1b[0m',
      '   \x1b[36m\x1b[1mBuilding\x1b[0m\x1b[39m a\x1b[2m @ file:///w/a\x1b[0m',
      '\x1b[1m\x1b[31merror\x1b[39m\x1b[0m\x1b[1m:\x1b[0m Failed to build \x1b[1m`a @ file:///w/a`\x1b[0m',
    ];
    const failure = new SyncFailure('.', lines.join('\n'), all);
    expect(failure.message).toBe(
      'uv could not create the environment of the workspace root.\nerror: Failed to build `a @ file:///w/a`',
    );
    expect(failure.failed).toBe('a');
  });

  it('at length keeps what failed, and why', () => {
    const traceback = Array.from({ length: 20 }, (_, index) => `  File "${index}.py"`);
    const lines = ['error: Failed to build `a @ file:///w/a`', ...traceback, 'ValueError: no'];
    const cut = cutOutput(lines.join('\n')).split('\n');
    expect(cut).toHaveLength(13);
    expect([cut[0], cut[6], cut.at(-1)]).toEqual([lines[0], '(10 more lines)', 'ValueError: no']);
  });

  it('of the root’s environment, where no folder has to be named', () => {
    expect(partsOf(new SyncFailure('.', 'error: Odd', all))).toMatchObject({
      message: 'uv could not create the environment of the workspace root.\nerror: Odd',
      hint: 'run `uv sync --frozen --all-packages` to see it alone.',
    });
  });
});

describe('of what uv said', () => {
  const output = `Using CPython 3.11.7
Creating virtual environment at: .venv
   Building api @ file:///w/api
      Built api @ file:///w/api
error: Failed to download and build \`Six_X @ git+https://git.example/six.git@01\`
  cause: Git operation failed

hint: \`six\` was included because \`api\` (v0.1.0) depends on \`six\`
`;

  it('only why it failed is shown', () => {
    expect(cutOutput(output).split('\n')).toHaveLength(3);
    expect(cutOutput(output)).toMatch(/^error: Failed to download/);
  });

  it.each([
    [output, 'six-x'],
    ['error: Failed to fetch: `https://x.test/simple/attrs/`', undefined],
    ['  × Failed to build `native==1.0`\n  ├─▶ The build backend returned an error', 'native'],
    ['  × Failed to download `torch==2.1.0`', 'torch'],
    ['error: Odd', undefined],
  ])('%# the package is known', (text, name) => {
    expect(failedPackage(text)).toBe(name);
  });
});

describe('errors about what is missing or stale', () => {
  const rows: [error: unknown, parts: object][] = [
    [
      uvMissing(),
      {
        code: 'UV_MISSING',
        message: 'uv is not on PATH, and it is needed to create the environment.',
        place: undefined,
        hint: 'install uv, for example with `pip install uv` or `pipx install uv`.',
      },
    ],
    [
      lockStale('.'),
      {
        code: 'LOCK_STALE',
        message: 'uv.lock does not match the pyproject.toml files.',
        place: { file: 'uv.lock' },
        hint: 'run `uv lock` and commit the result. No target ever writes the lock.',
      },
    ],
    [
      lockStale('tools/x'),
      {
        code: 'LOCK_STALE',
        message: 'uv.lock does not match the pyproject.toml files.',
        place: { file: 'tools/x/uv.lock' },
        hint: 'run `uv lock --directory tools/x` and commit the result. No target ever writes the lock.',
      },
    ],
  ];
  it.each(rows)('%s', (error, parts) => {
    expect(partsOf(error)).toEqual(parts);
  });
});

describe('a .python-version that asks for what cannot be had', () => {
  const file = 'tools/x/.python-version';
  const missing = {
    message: 'asks for Python 3.99, which is not on this machine',
    hint: `install it with \`uv python install 3.99\`, or change ${file}.`,
  };
  it.each<[string, string, Partial<typeof missing>]>([
    [
      'error: No interpreter found for Python 3.99 in managed installations or search path',
      '3.99',
      missing,
    ],
    ["pyenv: version `3.99' is not installed (set by /home/x/.python-version)", '3.99', missing],
    [
      "error: The Python request from `.python-version` resolved to Python 3.9, which is incompatible with the project's Python requirement: `>=3.12`",
      '3.9',
      {
        message: 'asks for Python 3.9, which does not satisfy requires-python',
        hint: `change ${file}, for example with \`uv python pin\`, or requires-python.`,
      },
    ],
    ['error: No interpreter found for Python >=3.99 in search path', '3.12', {}],
  ])('%s', (output, version, { message, hint }) => {
    const failure = new SyncFailure('tools/x', output, [], { file, version });
    expect(failure.code).toBe('PYTHON_UNSUITABLE');
    expect(failure.message.includes(file)).toBe(message !== undefined);
    expect(failure.message).toContain(message ?? '');
    if (hint) expect(failure).toMatchObject({ hint, place: { file, line: 1 } });
  });
});
