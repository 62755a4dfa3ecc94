import { parse } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { isInLock, lockedTool, toolProject } from './tool-environment.js';

const entry = (name: string, more = '', source = 'registry = "https://pypi.org/simple"') =>
  `[[package]]\nname = "${name}"\nversion = "1.0"\nsource = { ${source} }\n${more}`;
const wheel =
  'wheels = [\n    { url = "https://files.example/ruff.whl", hash = "sha256:0a", size = 1 },\n]\n';
const head = 'version = 1\nrevision = 3\nrequires-python = ">=3.11"\n\n';

const lock = (...entries: string[]) => head + entries.join('\n');

describe('ruff by itself', () => {
  const manifest = {
    'pyproject.toml': '[[tool.uv.index]]\nname = "own"\nurl = "https://own.example/simple"\n',
  };
  const project = (text: string, folder = temporaryFolder(manifest)) => {
    const tool = lockedTool('ruff', text, folder);
    return tool && toolProject(tool);
  };

  it('is what the lock says of it, and where the repository says it is from', () => {
    const made = project(lock(entry('ruff-lsp'), entry('ruff', wheel), entry('six')));
    const { package: packages, ...rest } = parse(made?.['uv.lock'] ?? '');
    expect(rest).toEqual({ version: 1, revision: 3, 'requires-python': '>=3.8' });
    expect(packages).toMatchObject([
      { name: 'nx-signal-tool', dependencies: [{ name: 'ruff' }] },
      { name: 'ruff', version: '1.0', wheels: [{ hash: 'sha256:0a' }] },
    ]);
    expect(parse(made?.['pyproject.toml'] ?? '')).toMatchObject({
      project: { dependencies: ['ruff'] },
      tool: { uv: { index: [{ name: 'own' }], package: false } },
    });
  });

  it('comes from a folder beside the lock, wherever its own lock is', () => {
    const folder = temporaryFolder(manifest);
    const made = project(lock(entry('ruff', '', 'registry = "wheels"')), folder);
    expect(made?.['uv.lock']).toContain(`${folder}/wheels`);
  });

  it.each<[string, string]>([
    ['it does not exist', lock(entry('six'))],
    ['the lock forks on it', lock(entry('ruff'), entry('ruff'))],
    ['it is from a repository', lock(entry('ruff', '', 'git = "https://x.example/ruff"'))],
    ['it needs more', lock(entry('ruff', 'dependencies = [{ name = "six" }]\n'))],
    ['the lock is broken', `${head}[[package]]\nname = "ruff"\n<<<`],
  ])('cannot be had where %s', (_title, text) => {
    expect(project(text)).toBeUndefined();
  });

  it('is another project when the lock says something else', () => {
    const texts = [lock(entry('ruff', wheel)), lock(entry('ruff', wheel.replace('0a', '0b')))];
    const [left, right] = texts.map((text) => project(text));
    expect(left).not.toEqual(right);
    expect(project(lock(entry('ruff', wheel), entry('other')))).toEqual(left);
  });
});

it('a lock has a tool or not', () => {
  expect(isInLock('ruff', lock(entry('ruff')).replaceAll('\n', '\r\n'))).toBe(true);
  expect(isInLock('ruff', lock(entry('ruff-lsp')))).toBe(false);
});
