import fc from 'fast-check';
import type { Texts } from './workspace.js';

interface Model {
  /** Whether the root is a project, only a workspace, or nothing. */
  root: 'project' | 'workspace' | 'none';
  rootGroup: string[];
  /** Whether there is a lock at the root, and whether it knows the projects. */
  lock: 'none' | 'stale' | 'fresh';
  /** Whether the lock has two versions of one package. */
  forked: boolean;
  config: string[];
  projects: {
    folder: string;
    needs: number[];
    group: string[];
    tests: string[];
    broken: boolean;
  }[];
}

const tools = fc.subarray(['ruff', 'mypy', 'pytest', 'attrs']);
const configs = ['ruff.toml', 'mypy.ini', 'pytest.ini', 'conftest.py', '.python-version'];

const models: fc.Arbitrary<Model> = fc.record({
  root: fc.constantFrom('project', 'workspace', 'none'),
  rootGroup: tools,
  lock: fc.constantFrom('none', 'stale', 'fresh'),
  forked: fc.boolean(),
  config: fc.subarray([...configs, 'libs/ruff.toml', 'libs/p0/mypy.ini']),
  projects: fc.array(
    fc.record({
      // What is in `apps` is no member of the workspace and has a lock of its own.
      folder: fc.constantFrom('libs', 'libs', 'apps'),
      needs: fc.array(fc.nat(4), { maxLength: 3 }),
      group: tools,
      tests: fc.subarray(['tests/unit', 'tests/integration', 'tests/contract']),
      broken: fc.boolean(),
    }),
    { minLength: 1, maxLength: 4 },
  ),
});

const list = (names: readonly string[]) => names.map((name) => `"${name}"`).join(', ');
const edges = (names: readonly string[]) => names.map((name) => `{ name = "${name}" }`).join(', ');

function lockEntry(name: string, source: string, group: readonly string[]): string {
  const groups = group.length > 0 ? `[package.dev-dependencies]\ndev = [${edges(group)}]\n` : '';
  return `[[package]]\nname = "${name}"\nversion = "1.0"\nsource = { ${source} }\n${groups}`;
}

function packages(forked: boolean): string[] {
  const registry = 'registry = "https://example.test/simple"';
  const names = ['ruff', 'mypy', 'pytest', 'attrs'];
  const locked = names.map((name) => lockEntry(name, registry, []));
  if (forked) locked.push(lockEntry('anyio', registry, []).replace('1.0', '2.0'));
  return [...locked, lockEntry('anyio', registry, [])];
}

function textsOf(model: Model): Texts {
  const { root, rootGroup, lock, forked, config, projects } = model;
  const texts: Texts = Object.fromEntries(config.map((file) => [file, '']));
  const group = (names: string[]) => `[dependency-groups]\ndev = [${list(names)}]\n`;
  const entries = packages(forked);
  if (root === 'project') entries.push(lockEntry('shop', 'virtual = "."', rootGroup));
  for (const [index, project] of projects.entries()) {
    const { folder, needs, tests, broken } = project;
    const directory = `${folder}/p${index}`;
    const names = needs.map((need) => `P_${need}`);
    const text = `[project]\nname = "p.${index}"\ndependencies = [${list(names)}]\n`;
    texts[`${directory}/pyproject.toml`] = broken ? `${text}[` : `${text}${group(project.group)}`;
    texts[`${directory}/src/p${index}/x.py`] = '';
    for (const path of tests) texts[`${directory}/${path}/test_x.py`] = '';
    const entry = (path: string) => lockEntry(`p-${index}`, `editable = "${path}"`, project.group);
    if (folder === 'libs' && lock === 'fresh') entries.push(entry(directory));
    if (folder === 'apps' && lock !== 'none')
      texts[`${directory}/uv.lock`] = ['version = 1', ...packages(false), entry('.')].join('\n');
  }
  const workspace = '[tool.uv.workspace]\nmembers = ["libs/*"]\n';
  const name = root === 'project' ? '[project]\nname = "shop"\n' : '';
  if (root !== 'none') texts['pyproject.toml'] = `${name}${group(rootGroup)}${workspace}`;
  if (root !== 'none' && lock !== 'none') texts['uv.lock'] = ['version = 1', ...entries].join('\n');
  return texts;
}

/** Workspaces of up to four projects: with and without locks, groups, tests, settings, mistakes. */
export const workspaces: fc.Arbitrary<Texts> = models.map(textsOf);
