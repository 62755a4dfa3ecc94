import { join } from 'node:path';
import { execa } from 'execa';
import fc from 'fast-check';
import type { Workspace } from '../harness/workspace.js';

/** Projects whose modules have names that others have, too. */
export const sharedProjects = ['p0', 'p1', 'p2', 'p3'];

const names = ['utils', 'helper', 'conftest', 'space.a', 'space.b', 'pk', 'pk.sub', 'p0', 'p1'];
const values = ['VALUE: int = 1\n', 'VALUE: str = ""\n', 'VALUE = 1\n', 'def VALUE(): ...\n'];
const text = fc.oneof(
  fc.constantFrom(...values),
  fc.constantFrom(...names).map((name) => `from ${name} import VALUE\n\nOTHER: int = VALUE\n`),
);
const place = fc.constantFrom(
  ...['src/utils.py', 'src/utils.pyi', 'src/utils/__init__.py', 'src/space/__init__.py'],
  ...['src/space/a.py', 'src/space/b.py', 'src/pk/__init__.py', 'src/pk/sub.py'],
  ...['src/pk-stubs/__init__.pyi', 'tests/helper.py', 'tests/conftest.py', 'tests/utils.py'],
  ...['tests/__init__.py', 'tests/test_x.py'],
);

/** A file of a project with its text, or without one when it goes. */
const edit = fc.record({
  project: fc.constantFrom(...sharedProjects),
  place,
  text: fc.option(text, { freq: 6 }),
});

type Edit = typeof edit extends fc.Arbitrary<infer T> ? T : never;

/** Some edits, and what is checked after them in which order. */
const step = fc.record({
  edits: fc.array(edit, { maxLength: 3 }),
  checked: fc.shuffledSubarray(sharedProjects, { minLength: 1 }),
});

/** A workspace by its first edits, and what happens in it. */
export const sharedNames = fc.record({
  first: fc.array(edit, { minLength: 10, maxLength: 25 }),
  steps: fc.array(step, { minLength: 4, maxLength: 8 }),
});

/** Makes edits. */
export function apply(workspace: Workspace, edits: readonly Edit[]): void {
  for (const { project, place: file, text: content } of edits) {
    const path = `libs/${project}/${file}`;
    if (content === null) workspace.remove(path);
    else workspace.write(path, content);
  }
}

interface Answer {
  type: string;
  ids: string[];
  messages?: string[];
  output?: string;
  blocked?: boolean;
}

/** What a file cannot be checked for hides some of the rest, more or less of it. */
function findings({ type, messages = [], output, blocked }: Answer, project: string): unknown {
  if (blocked) return 'blocked';
  const own = messages.filter((line) => line.startsWith(`libs/${project}/`));
  return [type, output, own.filter((line) => line.includes(': error:')).sort()];
}

/** What mypy, as the plugin drives it, finds in some projects in one run. */
export async function checkTypes(
  { root }: Workspace,
  projects: readonly string[],
  cache: string,
): Promise<Record<string, unknown>> {
  const driver = join(root, 'node_modules/@nx-signal/python/python/nx_signal_mypy.py');
  const sources = sharedProjects.map((project) => join(root, 'libs', project, 'src'));
  const { stdout } = await execa(join(root, '.venv/bin/python'), [driver], {
    cwd: root,
    env: { MYPYPATH: sources.join(':') },
    input: JSON.stringify({
      args: ['--config-file=', `--cache-dir=${cache}`, '--no-pretty', '--no-color-output'],
      tasks: projects.map((id) => ({ id, paths: [`libs/${id}/src`, `libs/${id}/tests`] })),
    }),
  });
  const found: Record<string, unknown> = {};
  for (const line of stdout.split('\n').filter((one) => one.startsWith('{"type"'))) {
    const answer: Answer = JSON.parse(line);
    for (const id of answer.ids) found[id] ??= findings(answer, id);
  }
  return found;
}
