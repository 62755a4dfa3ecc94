import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runBatch, type TaskResult } from '../../batch/run-batch.js';
import { temporaryFolder } from '../../testing/temporary-folder.js';
import { checkerTask, toolWorkspace } from '../../testing/tool-task.js';
import type { TypecheckOptions } from '../tool-task.js';

type Checker = TypecheckOptions['tool'];

/** A program that notes what it is asked, and answers with `body`. */
const script = (body: string) => `#!/bin/sh
args="$*"
echo "$args" >> "$(dirname "$0")/../../calls"
${body}
`;

/** Has a finding in every project that is called `bad…`, and an answer in each form that is asked for. */
const ty = script(`
bad=$(echo "$args" | tr ' ' '\\n' | grep '^bad' | head -n 1)
case "$args" in
  *gitlab*) if [ -n "$bad" ]; then echo "[{\\"location\\": {\\"path\\": \\"$bad/x.py\\"}}]"; exit 1; fi; echo "[]" ;;
  *) if [ -n "$bad" ]; then echo "Found 1 diagnostic"; exit 1; fi; echo "All checks passed!" ;;
esac
`);

const pyrefly = script(`
case "$args" in
  *json*) printf '{\\n  "errors": []\\n} INFO 0 diagnostics (1 suppressed)\\n' ;;
  *hushed*) echo " INFO 0 errors (1 suppressed)" ;;
  *) echo " INFO 0 errors" ;;
esac
`);

/** In the place of Python, which starts it. */
const pyright = script(`
root=$(cd "$(dirname "$0")/../.." && pwd)
errors=0
for path in $(echo "$args" | tr ' ' '\\n' | grep '^bad'); do
  printf "$root/$path/x.py\\n  $root/$path/x.py:1:1 - error: Odd\\n"
  errors=$((errors + 1))
done
word=errors
[ $errors = 1 ] && word=error
echo "$errors $word, 0 warnings, 0 informations"
[ $errors = 0 ]
`);

interface Outcome {
  results: Record<string, TaskResult>;
  /** What was asked for in each call: the projects. */
  calls: string[];
}

/** Checks projects whose only checked folder is `src`. */
async function check(
  tool: Checker,
  projects: string[],
  texts: Record<string, string>,
  config?: string,
): Promise<Outcome> {
  const sources = projects.map((project) => [`${project}/src/x.py`, `# ${project}\n`]);
  const root = temporaryFolder({ ...Object.fromEntries(sources), ...texts });
  const results: Record<string, TaskResult> = {};
  await runBatch(
    projects.map((project) => ({
      task: checkerTask(tool, { id: project, project, config }, { paths: ['src'] }),
      after: [],
    })),
    {
      limit: 1,
      bail: false,
      environment: async () => toolWorkspace(root),
      report: (id, result) => {
        results[id] = result;
      },
    },
  );
  const calls = readFileSync(join(root, 'calls'), 'utf8').trimEnd().split('\n');
  const asked = (call: string) => [...call.matchAll(/(?<= )[a-z]+(?=\/src)/g)].join(' ');
  return { results, calls: calls.map(asked) };
}

describe('ty over many projects', () => {
  const tools = { '.venv/bin/ty': ty };
  const clean = { success: true, output: 'All checks passed!\n' };
  const found = { success: false, output: 'Found 1 diagnostic\n' };

  it('is run once for all, then for one that is clean and for those that are not', async () => {
    const { results, calls } = await check('ty', ['a', 'bad', 'c', 'd'], tools);
    expect(results).toEqual({ a: clean, bad: found, c: clean, d: clean });
    expect(calls).toEqual(['a bad c d', 'a', 'bad']);
  });

  it('is run for each where settings can leave files out', async () => {
    const settings = { 'ty.toml': '[src]\nexclude = ["x"]\n' };
    const { calls } = await check('ty', ['a', 'bad'], { ...tools, ...settings }, 'ty.toml');
    expect(calls).toEqual(['a', 'bad']);
  });

  it('is run for each where it fails to tell', async () => {
    const broken = { '.venv/bin/ty': script('echo "ty failed"; exit 2') };
    const { results, calls } = await check('ty', ['a', 'b'], broken);
    expect(results['b']).toEqual({ success: false, output: 'ty failed\n' });
    expect(calls).toEqual(['a b', 'a', 'b']);
  });

  it('is run for each where a finding is nobody’s', async () => {
    const about = script(`
case "$args" in
  *gitlab*) echo '[{"location": {"path": "ty.toml"}}]' ;;
  *) echo "All checks passed!" ;;
esac
`);
    const { calls } = await check('ty', ['a', 'b'], { '.venv/bin/ty': about });
    expect(calls).toEqual(['a b', 'a', 'b']);
  });
});

it('pyrefly is run again for those whose comments it counts', async () => {
  const texts = { '.venv/bin/pyrefly': pyrefly, 'hushed/src/x.py': 'x = 1  # type: ignore\n' };
  const { results, calls } = await check('pyrefly', ['hushed', 'a', 'b'], texts);
  expect(results['a']?.output).toBe(' INFO 0 errors\n');
  expect(results['b']?.output).toBe(' INFO 0 errors\n');
  expect(results['hushed']?.output).toBe(' INFO 0 errors (1 suppressed)\n');
  expect(calls).toEqual(['hushed a b', 'a', 'hushed']);
});

describe.each<Checker>(['pyright', 'basedpyright'])('%s over many projects', (tool) => {
  const tools = { '.venv/bin/python': pyright, [`.venv/bin/${tool}`]: '#!' };

  it('is run once, and what it prints is divided', async () => {
    const { results, calls } = await check(tool, ['a', 'bad'], tools);
    expect(calls).toEqual(['a bad']);
    expect(results['a']).toEqual({
      success: true,
      output: '0 errors, 0 warnings, 0 informations\n',
    });
    expect(results['bad']?.success).toBe(false);
    expect(results['bad']?.output).toMatch(/^\/.*\/bad\/src\/x\.py\n.*\n1 error, 0 warnings/m);
  });

  it('is run for each where it fails to tell', async () => {
    const broken = { ...tools, '.venv/bin/python': script('echo "Config odd."; exit 3') };
    const { results, calls } = await check(tool, ['a', 'b'], broken);
    expect(results['a']).toEqual({ success: false, output: 'Config odd.\n' });
    expect(calls).toEqual(['a b', 'a', 'b']);
  });

  it('is run for each where it keeps a baseline', async () => {
    const { calls } = await check(tool, ['a', 'b'], {
      ...tools,
      '.basedpyright/baseline.json': '{}',
    });
    expect(calls).toEqual(tool === 'pyright' ? ['a b'] : ['a', 'b']);
  });

  it('is missed where it is not installed', async () => {
    const { results, calls } = await check(tool, ['a', 'b'], { calls: 'none\n' });
    expect(calls).toEqual(['']);
    expect(results['a']?.output).toContain(`install it there: \`python -m pip install ${tool}\``);
  });
});
