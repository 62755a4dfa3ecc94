import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { splitCommand } from './harness/command-line.js';
import { parseOutputs } from './harness/nx-run.js';
import { pricesProject, wrongProject } from './harness/prices.js';
import { createPythonWorkspace } from './harness/python-workspace.js';
import { readSignal } from './harness/signal-file.js';
import type { Workspace } from './harness/workspace.js';

let workspace: Workspace;
beforeAll(async () => {
  workspace = await createPythonWorkspace({
    projects: { api: pricesProject, other: wrongProject },
  });
});
afterEach(() => workspace.reset());
afterAll(() => workspace.dispose());

describe('a failure', () => {
  it('is told in the first lines, with the command that runs exactly that again', async () => {
    workspace.write('libs/api/src/api/wrong.py', 'import os\n\ncount: int = "two"\n');
    workspace.append(
      'libs/api/tests/unit/test_prices.py',
      '\n\ndef test_two() -> None:\n    assert prices.price(2) == 5\n',
    );
    const { output } = await workspace.nx([
      'run-many',
      '-t',
      'lint',
      'typecheck',
      'test:unit',
      '-p',
      'api',
    ]);
    const texts = parseOutputs(output);
    const first = (id: string) => (texts[id] ?? '').split('\n').slice(0, 4).join('\n');
    expect(first('api:lint')).toContain(
      'libs/api/src/api/wrong.py:1  F401  `os` imported but unused',
    );
    expect(first('api:typecheck')).toContain(
      'libs/api/src/api/wrong.py:3  assignment  Incompatible types',
    );
    const tests = first('api:test:unit');
    expect(tests).toContain('libs/api/tests/unit/test_prices.py:13  AssertionError  assert 4 == 5');
    const report = await workspace.nxSignal(['report']);
    expect(report.exitCode, report.output).toBe(1);
    expect(report.output).toContain(tests.split('\n')[1]);
    expect(report.output).toMatch(/^Unit tests +[\d.]+ s +1 task +1 ran +1 red$/m);
    expect(report.output).toMatch(/^Security audit +not measured +not set up$/m);
    const again = /again: npx nx (.*)/.exec(tests)?.[1] ?? '';
    const run = await workspace.nx(splitCommand(again));
    expect(run.output).toContain('1 failed');
    expect(run.output).not.toContain('passed');
  });
});

describe('a program reads', () => {
  const all = ['run-many', '-t', 'lint', 'typecheck', 'test:unit', '-p', 'api'];
  const files = ['signal.sarif', 'codequality.json', 'junit.xml'].map(
    (name) => `dist/reports/${name}`,
  );

  it.each([
    ['merged', []],
    ['alone', ['--batch=false']],
  ])('what failed: %s', async (_how, more) => {
    workspace.write('libs/api/src/api/wrong.py', 'import os\n\ncount: int = "two"\n');
    workspace.append(
      'libs/api/tests/unit/test_prices.py',
      '\n\ndef test_two() -> None:\n    assert prices.price(2) == 5\n',
    );
    await workspace.nx([...all, ...more]);
    // Before anything completes it.
    const early = readSignal(workspace);
    expect(early).toMatchObject({ verdict: 'red', complete: false });
    const { output } = await workspace.nxSignal(['report', '--sarif', '--codequality', '--junit']);
    const signal = readSignal(workspace);
    expect(signal).toMatchObject({ verdict: 'red', complete: true, changed: true });
    expect(signal.findings).toEqual(early.findings);
    const found = signal.findings.map(({ task, file, line, code }) => [task, file, line, code]);
    expect(found, output).toEqual([
      ['api:lint', 'libs/api/src/api/wrong.py', 1, 'F401'],
      ['api:test:unit', 'libs/api/tests/unit/test_prices.py', 13, 'AssertionError'],
      ['api:typecheck', 'libs/api/src/api/wrong.py', 3, 'assignment'],
    ]);
    expect(signal.tasks.map(({ id, status, source }) => [id, status, source])).toEqual([
      ['api:lint', 'failure', 'ran'],
      ['api:test:unit', 'failure', 'ran'],
      ['api:typecheck', 'failure', 'ran'],
    ]);
    const [sarif = '', quality = '', junit = ''] = files.map((file) => workspace.read(file));
    expect(JSON.parse(sarif).runs).toHaveLength(3);
    expect(JSON.parse(quality)).toHaveLength(3);
    expect(junit).toContain('<testsuite name="api:test:unit"');
    expect(junit).toContain('test_two');
  });

  it('that all is green, also where it was replayed', async () => {
    await workspace.nx(all);
    await workspace.nx(all);
    await workspace.nxSignal(['report']);
    const signal = readSignal(workspace);
    expect(signal).toMatchObject({ verdict: 'green', complete: true, environment: null });
    expect(signal.tasks.map(({ source }) => source)).toEqual(['local', 'local', 'local']);
    expect(signal.commit).toMatch(/^[0-9a-f]{40}$/);
  });

  it('what the runs came to', async () => {
    const { exitCode, output } = await workspace.nxSignal(['history', '--json']);
    expect(exitCode, output).toBe(0);
    const { runs, verdicts, rates } = JSON.parse(output);
    expect(verdicts.red).toBeGreaterThan(1);
    expect(verdicts.green).toBeGreaterThan(1);
    expect(runs).toBeGreaterThan(3);
    expect(rates.nx.hits).toBeGreaterThanOrEqual(3);
    expect(rates.mypy.of).toBeGreaterThan(rates.mypy.hits);
    expect(rates.mypy.hits).toBeGreaterThan(0);
    expect(rates.buildkit).toBeNull();
  });

  it('that a task could not do its work', async () => {
    workspace.append('libs/api/pyproject.toml', '\n[tool.nx-signal]\ntypeCheker = "mypy"\n');
    await workspace.nx([...all, 'other']);
    const signal = readSignal(workspace);
    expect(signal.verdict).toBe('broken');
    expect(signal.findings.find(({ task }) => task === 'api:lint')).toMatchObject({
      tool: 'nx-signal',
      code: 'OPTIONS_INVALID',
      file: 'libs/api/pyproject.toml',
      line: 13,
    });
  });
});
