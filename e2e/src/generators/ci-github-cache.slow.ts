import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { ActionsCache, type RunFacts } from '../harness/ci/actions-cache/service.js';
import { GithubRun, type JobResult } from '../harness/ci/github-run.js';
import { makeInstallable } from '../harness/ci/installable.js';
import type { Workflow } from '../harness/ci/workflow.js';
import { parseTasks } from '../harness/nx-run.js';
import { createPythonWorkspace, type PythonProject } from '../harness/python-workspace.js';
import type { Workspace } from '../harness/workspace.js';

// Each job installs everything anew, as it does on a runner of its own.
vi.setConfig({ testTimeout: 900_000 });

const workflowFile = '.github/workflows/ci.yml';
const main: RunFacts = { ref: 'refs/heads/main', event: 'push' };
const pull = (number: number): RunFacts => ({
  ref: `refs/pull/${number}/merge`,
  event: 'pull_request',
  others: [main.ref],
});

/** Whose findings come with what it imports. */
const price = 'from core import NAME\n\nLENGTH: int = len(NAME)\n';

/** A project whose result tells what its job had in its environment, which is in no hash. */
const telling = {
  'tools/telling/project.json': JSON.stringify({
    name: 'telling',
    targets: {
      signal: {
        command: 'mkdir -p dist/telling && echo "made $EVIL" | tee dist/telling/result.txt',
        cache: true,
        inputs: ['{projectRoot}/**/*'],
        outputs: ['{workspaceRoot}/dist/telling'],
      },
    },
  }),
};

const native = (value: number) => `#include <Python.h>

static PyObject *rate(PyObject *self, PyObject *args) { return PyLong_FromLong(${value}); }

static PyMethodDef methods[] = {{"rate", rate, METH_NOARGS, 0}, {0}};
static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "_native", 0, -1, methods};

PyMODINIT_FUNC PyInit__native(void) { return PyModule_Create(&module); }
`;

/** An extension in C, which installing it compiles. */
const pricing: PythonProject = {
  bare: true,
  files: {
    'pyproject.toml': `[project]
name = "pricing"
version = "1"
requires-python = ">=3.11"

[build-system]
requires = ["setuptools>=77"]
build-backend = "setuptools.build_meta"

[tool.setuptools]
ext-modules = [{ name = "pricing._native", sources = ["src/pricing/_native.c"] }]

[tool.setuptools.packages.find]
where = ["src"]
`,
    'src/pricing/__init__.py': '',
    'src/pricing/py.typed': '',
    'src/pricing/_native.c': native(7),
    'src/pricing/_native.pyi': 'def rate() -> int: ...\n',
    'tests/unit/test_rate.py':
      'from pricing._native import rate\n\n\ndef test_rate() -> None:\n    assert rate() == 7\n',
  },
};

/** What was found and not found of what sccache was asked to compile in a job. */
function compiled(output: string): { hits: number; misses: number } {
  const line = output.split('\n').findLast((each) => each.startsWith('{"stats":')) ?? '';
  const { cache_hits, cache_misses } = JSON.parse(line).stats;
  const sum = ({ counts }: { counts: Record<string, number> }) =>
    Object.values(counts).reduce((total, count) => total + count, 0);
  return { hits: sum(cache_hits), misses: sum(cache_misses) };
}

/** Text of the type check of a project. */
const findingsIn = (output: string) =>
  output
    .split('\n')
    .filter((line) => /\.py:\d+: (?:error|note):/.test(line))
    .sort();

describe("a pipeline with its cache in GitHub's own", () => {
  let workspace: Workspace;
  let cache: ActionsCache;
  beforeAll(async () => {
    cache = await ActionsCache.start();
    const store = { dependencies: ['core'], files: { 'src/store/price.py': price } };
    workspace = await createPythonWorkspace({
      projects: { core: {}, store, pricing },
      files: telling,
    });
    await makeInstallable(workspace);
    const { exitCode, output } = await workspace.nx(['g', '@nx-signal/python:ci', 'github']);
    expect(exitCode, output).toBe(0);
    await workspace.commit('pipeline');
  });
  afterAll(async () => {
    await cache.stop();
    await workspace.dispose();
  });

  /** Runs the signal of a commit's own workflow, on everything. */
  async function signal(facts: RunFacts, branch = 'main', service = cache): Promise<JobResult> {
    await workspace.git('switch', '--quiet', branch);
    const run = await GithubRun.start(workspace.root, workflowFile, {
      cache: { service, facts },
      everything: true,
      // On GitHub, Nx would fold the text of each task.
      env: { NX_DEFAULT_OUTPUT_STYLE: 'static', NX_SKIP_LOG_GROUPING: 'true' },
    });
    try {
      const { read, ...ended } = await run.attempt('signal');
      const result = read('dist/telling/result.txt');
      return { ...ended, read: () => result };
    } finally {
      await run.dispose();
      await workspace.git('switch', '--quiet', 'main');
    }
  }

  it('gives its steps the cache, in every job, and asks for no right to it', async () => {
    const { permissions, jobs } = parse(workspace.read(workflowFile)) as Workflow;
    expect(permissions).toEqual({ contents: 'read', actions: 'read' });
    const { required, ...working } = jobs;
    // It only looks at what the others have come to.
    expect(required?.steps.map(({ uses }) => uses)).toEqual([undefined]);
    for (const { steps } of Object.values(working)) {
      const uses = steps.map((step) => step.uses);
      expect(uses).toContain('./.github/actions/remote-cache');
      const install = steps.findIndex(({ name }) => name === 'Install');
      expect(uses.indexOf('./.github/actions/remote-cache')).toBe(install + 1);
    }
    const again = await workspace.nx(['g', '@nx-signal/python:ci', 'github']);
    expect(again.output).toContain('is up to date');
  });

  it('main fills it, another checkout replays all of it, and a poisoned pull request reaches nobody', async () => {
    await workspace.git('switch', '--quiet', '--create', 'poison');
    const workflow = workspace.read(workflowFile);
    workspace.write(workflowFile, workflow.replace('\nenv:\n', '\nenv:\n  EVIL: and poisoned\n'));
    // Red for a reason of its own: what was green is kept all the same.
    workspace.append('libs/core/src/core/__init__.py', '\nWRONG: str = 7\n');
    await workspace.commit('poison');
    const poison = await signal(pull(7), 'poison');
    expect(poison.red).toBe('Signal');
    expect(poison.read('')).toBe('made and poisoned\n');
    expect(poison.output).toMatch(/stored as pack 1 of refs\/pull\/7\/merge/);

    const first = await signal(main);
    expect(first.red, first.output).toBeUndefined();
    expect(first.read('')).toBe('made \n');
    const ran = Object.entries(parseTasks(first.output));
    expect(ran.map(([task]) => task)).toContain('core:typecheck');
    expect(ran.filter(([, outcome]) => outcome !== 'ran')).toEqual([]);
    expect(first.output).toMatch(/stored as pack 1 of refs\/heads\/main/);

    const second = await signal(main);
    expect(second.red, second.output).toBeUndefined();
    const replayed = Object.entries(parseTasks(second.output));
    expect(replayed.map(([task]) => task).sort()).toEqual(ran.map(([task]) => task).sort());
    expect(replayed.filter(([, outcome]) => outcome !== 'cached')).toEqual([]);
    expect(second.read('')).toBe('made \n');
    expect(second.output).toContain('nothing new to store');
    expect(second.output).not.toMatch(/nxsc_/);

    await workspace.git('branch', '--force', 'other', 'main');
    const other = await signal(pull(8), 'other');
    expect(Object.values(parseTasks(other.output))).not.toContain('ran');
    expect(other.read('')).toBe('made \n');
    // Few entries, not one for each task.
    expect(cache.requests.get('CreateCacheEntry')).toBe(2);
  });

  it('compiles nothing again, and checks only types that a change concerns, with the same findings', async () => {
    await workspace.git('switch', '--quiet', '--create', 'change', 'main');
    workspace.replace('libs/core/src/core/__init__.py', 'NAME: str = "core"', 'NAME: int = 7');
    workspace.append('libs/pricing/tests/unit/test_rate.py', '\n# A remark.\n');
    await workspace.commit('change');
    const change = await signal(pull(9), 'change');
    expect(change.red).toBe('Signal');
    expect(change.output).toMatch(/nx-signal\/mypy \(.+\) is back/);
    expect(compiled(change.output)).toEqual({ hits: 1, misses: 0 });
    const findings = findingsIn(change.output);
    expect(findings).toContainEqual(
      expect.stringContaining('libs/store/src/store/price.py:3: error:'),
    );
    const cold = await ActionsCache.start();
    try {
      const alone = await signal(pull(9), 'change', cold);
      expect(alone.output).not.toContain('is back');
      expect(findingsIn(alone.output)).toEqual(findings);
      expect(compiled(alone.output)).toEqual({ hits: 0, misses: 1 });
    } finally {
      await cold.stop();
    }
  });
});
