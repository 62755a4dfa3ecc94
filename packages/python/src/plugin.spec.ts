import { mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CreateDependenciesContext, CreateNodesContext } from '@nx/devkit';
import picomatch from 'picomatch';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dataFolder } from './data-folder.js';
import plugin, { createDependencies, createNodes } from './plugin.js';
import { shop } from './testing/shop.js';
import { writeFiles } from './testing/temporary-folder.js';

/** One folder for all tests: Nx lists the files of one workspace per process. */
let workspaceRoot = '';

const files = {
  ...shop,
  'package.json': '{ "private": true }',
  '.gitignore': 'ignored/\n',
  'ignored/pyproject.toml': '[project]\nname = "ignored"\n',
  'tools/x/pyproject.toml': '[project]\nname = "tool"\n[tool.nx-signal]\ntags = ["scope:tools"]\n',
  'tools/x/tool.py': 'import core\n',
  'tools/bad/pyproject.toml': '[project]\nname = "bad"\n[tool.nx-signal]\ntag = []\n',
};

beforeAll(() => {
  // A daemon would answer for the workspace that these tests themselves stand in.
  process.env['NX_DAEMON'] = 'false';
  workspaceRoot = mkdtempSync(join(tmpdir(), 'nx-signal-plugin-'));
  writeFiles(workspaceRoot, files);
});
afterAll(() => rmSync(workspaceRoot, { recursive: true, force: true }));

const infer = async (options?: object) =>
  createNodes[1]([], options, { workspaceRoot } as CreateNodesContext);

async function projectsOf(options?: object) {
  const results = await infer(options);
  return new Map(results.flatMap(([, { projects = {} }]) => Object.entries(projects)));
}

describe('the hooks', () => {
  it('are those that Nx looks for', () => {
    expect(Object.keys(plugin)).toEqual(['name', 'createNodes', 'createDependencies']);
    expect(plugin.name).toBe('@nx-signal/python');
  });

  const rows: [file: string, matched: boolean][] = [
    ['pyproject.toml', true],
    ['libs/a/pyproject.toml', true],
    ['uv.lock', true],
    ['tools/x/uv.lock', true],
    ['package.json', false],
    ['libs/a/x.py', false],
  ];
  it.each(rows)('are called for %s: %s', (file, matched) => {
    expect(picomatch.isMatch(file, createNodes[0])).toBe(matched);
  });
});

describe('nodes of a workspace on disk', () => {
  it('are made for every project that is not ignored', async () => {
    const roots = [...(await projectsOf()).keys()];
    expect(new Set(roots)).toEqual(
      new Set(['.', 'libs/core', 'services/api', 'tools/x', 'tools/bad']),
    );
  });

  it('follow the options of a project', async () => {
    expect((await projectsOf()).get('tools/x')?.tags).toEqual(['scope:tools']);
  });

  it('follow the options of nx.json', async () => {
    const options = { targets: { lint: { name: 'ruff' }, fix: false } };
    const targets = (await projectsOf(options)).get('libs/core')?.targets ?? {};
    expect(Object.keys(targets)).toContain('ruff');
    expect(Object.keys(targets)).not.toContain('fix');
  });

  it('tell which option of a project is wrong', async () => {
    const lint = (await projectsOf()).get('tools/bad')?.targets?.['lint'];
    expect(lint?.metadata?.description).toBe(
      `error [OPTIONS_INVALID]: Unknown option "tag".
  at tools/bad/pyproject.toml:4 (tool.nx-signal.tag)

hint: did you mean "tags"?`,
    );
  });

  it('tell which file went away or cannot be read', async () => {
    const file = join(workspaceRoot, 'tools/x/pyproject.toml');
    await infer();
    renameSync(file, `${file}.away`);
    const lint = (await projectsOf()).get('tools/x')?.targets?.['lint'];
    renameSync(`${file}.away`, file);
    expect(lint?.metadata?.description).toMatch(
      /^error \[PYPROJECT_UNREADABLE\]: tools\/x\/pyproject\.toml could not be read: ENOENT.*\n {2}at tools\/x\/pyproject\.toml\n\nhint: check that it is a file and that you may read it\.$/,
    );
  });

  it('are refused when an option of nx.json is wrong', async () => {
    await expect(infer({ target: {} })).rejects.toThrow(
      `error [OPTIONS_INVALID]: Unknown option "target".
  at nx.json (plugins.options.target)

hint: did you mean "targets"?`,
    );
  });
});

describe('edges of a workspace on disk', () => {
  beforeAll(() => infer());

  /** Nx's view of the files: `hashes` by file. */
  const edgesOf = async (hashes: Record<string, string>) => {
    const projects = {
      api: { root: 'services/api' },
      core: { root: 'libs/core' },
      tool: { root: 'tools/x' },
    };
    const own = Object.entries(hashes).map(([file, hash]) => ({ file, hash }));
    const fileMap = { projectFileMap: { tool: own }, nonProjectFiles: [] };
    const context = { projects, workspaceRoot, fileMap } as unknown as CreateDependenciesContext;
    const edges = await createDependencies(undefined, context);
    return edges
      .filter(({ type }) => type === 'implicit')
      .map(({ source, target }) => `${source} → ${target}`);
  };
  const always = ['api → core', 'core → lock:lib-core', 'api → lock:api'];

  it('are made of declarations and imports', async () => {
    const edges = await edgesOf({ 'tools/x/tool.py': 'h1' });
    expect(new Set(edges)).toEqual(new Set([...always, 'tool → core']));
  });

  it('files that are unchanged are not read again, in this process or the next', async () => {
    writeFiles(workspaceRoot, { 'tools/x/tool.py': 'import os\n' });
    expect(await edgesOf({ 'tools/x/tool.py': 'h1' })).toContain('tool → core');
    expect(await edgesOf({ 'tools/x/tool.py': 'h2' })).not.toContain('tool → core');
    const store = join(dataFolder(workspaceRoot), 'imports.json');
    const last = readFileSync(store, 'utf8').trimEnd().split('\n').at(-1) ?? '';
    expect(JSON.parse(last).slice(0, 2)).toEqual(['tools/x/tool.py', 'h2']);
  });
});
