import { parse } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { errorOf } from '../../testing/error-of.js';
import type { Table } from '../../toml/pyproject.js';
import { plainContext } from './plain-context.js';
import { prunedContext } from './pruned-context.js';

type Texts = Record<string, string>;

const entry = (name: string, source: string, needs: string[] = []) => `[[package]]
name = "${name}"
version = "1.0"
source = ${source}
dependencies = [
${needs.map((need) => `    { name = "${need}" },\n`).join('')}]
`;
const index = '{ registry = "https://example.test/simple" }';

const workspace: Texts = {
  'pyproject.toml':
    '[tool.uv.workspace]\nmembers = ["libs/*", "api", "worker"]\n[tool.ruff]\nline-length = 1\n',
  'uv.lock': [
    'version = 1\n',
    entry('api', '{ editable = "api" }', ['core', 'idna']),
    entry('core', '{ editable = "libs/core" }'),
    entry('idna', index),
    entry('six', index),
    entry('worker', '{ editable = "worker" }', ['core', 'six']),
  ].join('\n'),
  'api/pyproject.toml': '[project]\nname = "api"\n',
  'api/src/api.py': '',
  'api/.env.example': '',
  'libs/core/pyproject.toml': '[project]\nname = "core"\n',
  'libs/core/src/core.py': '',
  'worker/pyproject.toml': '[project]\nname = "worker"\n',
  'worker/src/worker.py': '',
};

interface Wanted {
  project?: string;
  environment?: string;
  ignored?: (path: string) => boolean;
  files?: string[];
}

function contextOf(texts: Texts, wanted: Wanted = {}) {
  const { project = 'api', environment = '.', ignored = () => false, files = [] } = wanted;
  const folders = Object.keys(texts)
    .filter((file) => file.endsWith('pyproject.toml'))
    .map((file) => file.replace(/\/?pyproject\.toml$/, '') || '.');
  return prunedContext({
    project,
    environment,
    lockText: texts[environment === '.' ? 'uv.lock' : `${environment}/uv.lock`] ?? '',
    extras: [],
    groups: [],
    files,
    isTracked: (file) => file in texts,
    isIgnored: (_root, path) => ignored(path),
    manifest: (directory) => {
      const text = texts[directory === '.' ? 'pyproject.toml' : `${directory}/pyproject.toml`];
      return text === undefined ? undefined : (parse(text) as Table);
    },
    filesOf: (directory) =>
      folders.includes(directory)
        ? Object.keys(texts).filter((file) => file.startsWith(`${directory}/`))
        : undefined,
  });
}

const pathsOf = (...given: Parameters<typeof contextOf>) =>
  contextOf(...given).files.map(({ path }) => path);

describe('a pruned context', () => {
  it('holds the closure where it stands, and its manifests apart', () => {
    const { root, projects, files } = contextOf(workspace);
    expect([root, projects]).toEqual(['.', ['api', 'libs/core']]);
    expect(files.map(({ path }) => path)).toEqual([
      '.manifests/api/pyproject.toml',
      '.manifests/libs/core/pyproject.toml',
      '.manifests/pyproject.toml',
      '.manifests/uv.lock',
      'api/.env.example',
      'api/pyproject.toml',
      'api/src/api.py',
      'libs/core/pyproject.toml',
      'libs/core/src/core.py',
      'pyproject.toml',
      'uv.lock',
    ]);
    expect(files.find(({ path }) => path === 'pyproject.toml')).toEqual({
      path: 'pyproject.toml',
      text: '[tool.uv.workspace]\nmembers = [ "api", "libs/core" ]\n',
    });
  });

  it('leaves out what the .dockerignore names, but no manifest', () => {
    const paths = pathsOf(workspace, { ignored: (path) => /(^|\/)\.|pyproject/.test(path) });
    expect(paths).not.toContain('api/.env.example');
    expect(paths).toContain('.manifests/api/pyproject.toml');
    expect(paths).toContain('pyproject.toml');
  });

  it('holds more files where options name them, and uv’s own settings', () => {
    const texts = { ...workspace, 'proto/a.proto': '', 'uv.toml': '' };
    const paths = pathsOf(texts, { files: ['proto/a.proto'] });
    expect(paths).toEqual(
      expect.arrayContaining(['proto/a.proto', 'uv.toml', '.manifests/uv.toml']),
    );
  });

  it('reaches up to what all of it has in common', () => {
    const texts: Texts = {
      'tools/x/pyproject.toml': '[project]\nname = "x"\n',
      'tools/x/uv.lock': `version = 1\n\n${entry('x', '{ virtual = "." }', ['y'])}\n${entry('y', '{ directory = "../y" }')}`,
      'tools/y/pyproject.toml': '[project]\nname = "y"\n',
    };
    const wanted = { project: 'tools/x', environment: 'tools/x' };
    expect(contextOf(texts, wanted).root).toBe('tools');
    expect(pathsOf(texts, wanted)).toContain('.manifests/x/uv.lock');
    expect(pathsOf(texts, wanted)).toContain('y/pyproject.toml');
  });

  it('brings local archives to both layers', () => {
    const lock = `version = 1\n\n${entry('api', '{ editable = "api" }', ['a'])}\n${entry('a', '{ path = "files/a.whl" }')}`;
    const texts = { ...workspace, 'uv.lock': lock, 'files/a.whl': '' };
    expect(pathsOf(texts)).toEqual(
      expect.arrayContaining(['files/a.whl', '.manifests/files/a.whl']),
    );
  });

  const changes: [title: string, texts: Texts][] = [
    ['another project’s sources', { 'worker/src/worker.py': 'x = 1\n', 'worker/more.py': '' }],
    ['another project that comes', { 'libs/new/pyproject.toml': '[project]\nname = "new"\n' }],
    [
      'other tools’ settings at the root',
      { 'pyproject.toml': `${workspace['pyproject.toml']}[tool.mypy]\n` },
    ],
    [
      'a package that only others need',
      {
        'uv.lock': `${workspace['uv.lock']}`.replace(
          '"six"\nversion = "1.0"',
          '"six"\nversion = "2.0"',
        ),
      },
    ],
  ];
  it.each(changes)('is the same after a change of %s', (_title, texts) => {
    const changed = { ...workspace, ...texts };
    expect(changed).not.toEqual(workspace);
    expect(contextOf(changed).files).toEqual(contextOf(workspace).files);
  });
});

describe('a context that cannot be made', () => {
  const lock = (...entries: string[]) => ({
    ...workspace,
    'uv.lock': ['version = 1\n', ...entries].join('\n'),
  });
  const api = entry('api', '{ editable = "api" }', ['a']);
  const rows: [title: string, texts: Texts, message: string][] = [
    [
      'a project that the lock does not know',
      lock(entry('b', index)),
      'uv.lock does not contain the project in api.',
    ],
    [
      'a dependency outside',
      lock(api, entry('a', '{ directory = "../a" }')),
      'The image needs a from ../a, which is outside the workspace.',
    ],
    [
      'a folder that is ignored',
      lock(api, entry('a', '{ directory = "a" }')),
      'The image needs a, which is not a project that Nx knows.',
    ],
    [
      'an archive that is ignored',
      lock(api, entry('a', '{ path = "a.whl" }')),
      'The image needs a.whl, which does not exist or is ignored by git.',
    ],
  ];
  it.each(rows)('%s is an error', (_title, texts, message) => {
    const error = errorOf(() => contextOf(texts));
    expect(error).toMatchObject({ code: 'CONTEXT_FAILED', message });
    expect(error.hint).toBeTruthy();
  });

  it('a lock that is broken is one of the lock', () => {
    expect(errorOf(() => contextOf({ ...workspace, 'uv.lock': 'version = [' }))).toMatchObject({
      code: 'LOCK_BROKEN',
      place: { file: 'uv.lock' },
    });
  });
});

it('a plain context is a folder without what is ignored', () => {
  const files = ['a/b.py', 'a/.env', 'c.py'];
  const isIgnored = (_root: string, path: string) => path.startsWith('.');
  expect(plainContext({ root: 'a', project: 'a', files, isIgnored }).files).toEqual([
    { path: 'b.py', from: 'a/b.py' },
  ]);
});
