import { statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NxRun } from '../harness/nx-run.js';
import { createPythonWorkspace } from '../harness/python-workspace.js';
import type { Workspace } from '../harness/workspace.js';

const options = (targets: Record<string, object>) => ({
  'project.json': JSON.stringify(
    {
      targets: Object.fromEntries(
        Object.entries(targets).map(([name, own]) => [name, { options: own }]),
      ),
    },
    null,
    2,
  ),
});

const loud = `def test_loud() -> None:
    for number in range(200_000):
        print(f"row {number:06d} " + "x" * 88)
    raise AssertionError("after 20 MB")
`;

const chatty = `import sys


def test_chatty() -> None:
    sys.stdout.write("y" * 5_000_000)
`;

let workspace: Workspace;
beforeAll(async () => {
  workspace = await createPythonWorkspace({
    projects: {
      fine: {},
      misnamed: { files: options({ typecheck: { tool: 'mypyy' } }) },
      mistyped: { files: options({ lint: { timeout: 'soon' }, 'test:unit': { paths: [['x']] } }) },
      unkind: { files: options({ lint: { kind: 'lints' }, fix: { args: 5 } }) },
      loud: { files: { 'tests/unit/test_loud.py': loud } },
      chatty: {
        files: { 'tests/unit/test_chatty.py': chatty },
        pyproject: '[tool.nx-signal.targets."test:unit"]\nargs = ["-s"]\n',
      },
    },
  });
});
afterAll(() => workspace.dispose());

describe('one task costs no other', () => {
  let run: NxRun;
  let seconds: number;
  beforeAll(async () => {
    const start = Date.now();
    run = await workspace.nx(['run-many', '-t', 'lint', 'typecheck', 'test:unit']);
    seconds = (Date.now() - start) / 1000;
  });

  it('a wrong option fails its own', () => {
    const failed = Object.entries(run.tasks).filter(([, outcome]) => outcome !== 'ran');
    expect(Object.fromEntries(failed)).toEqual({
      'misnamed:typecheck': 'failed',
      'mistyped:lint': 'failed',
      'mistyped:test:unit': 'failed',
      'unkind:lint': 'failed',
      'loud:test:unit': 'failed',
    });
    expect(Object.keys(run.tasks)).toHaveLength(18);
  });

  it.each([
    ['"tool" of misnamed:typecheck is not valid: "mypyy"', 'did you mean "mypy"?'],
    [
      'at libs/misnamed/project.json:5 (targets.typecheck.options.tool)',
      'one of mypy, basedpyright',
    ],
    ['"timeout" of mistyped:lint is not valid: "soon"', 'a number of seconds greater than 0'],
    ['"paths" of mistyped:test:unit is not valid: [["x"]]', 'a list of strings'],
    ['"kind" of unkind:lint is not valid: "lints"', 'one of lint, fix, typecheck, test'],
  ])('it is named with its place and what is expected: %s', (...texts) => {
    for (const text of texts) expect(run.output).toContain(text);
  });

  it('output without end is bounded, keeps what failed, and holds nobody up', () => {
    expect(run.output.length).toBeLessThan(6 * 2 ** 20);
    expect(run.output).toContain('after 20 MB');
    expect(run.output).toMatch(
      /\[\d+\.\d MB of output omitted here; the full text is in dist\/reports\/loud\/test-unit\/output\.txt\]/,
    );
    expect(run.output).toContain('dist/reports/chatty/test-unit/output.txt');
    const { size } = statSync(join(workspace.root, 'dist/reports/loud/test-unit/output.txt'));
    expect(size).toBeGreaterThan(19 * 2 ** 20);
    expect(seconds).toBeLessThan(120);
  });

  it('a replay brings back what its words name', async () => {
    workspace.remove('dist');
    const { tasks, output } = await workspace.nx(['run', 'chatty:test:unit']);
    expect(tasks).toEqual({ 'chatty:test:unit': 'cached' });
    expect(output.length).toBeLessThan(2 * 2 ** 20);
    expect(workspace.has('dist/reports/chatty/test-unit/output.txt')).toBe(true);
  });

  it('so does a task outside of a batch', async () => {
    const { tasks, output } = await workspace.nx(['run', 'unkind:fix']);
    expect(tasks).toEqual({ 'unkind:fix': 'failed' });
    expect(output).toContain('The option "args" of unkind:fix is not valid: 5.');
    expect(output).toContain('libs/unkind/project.json');
  });
});
