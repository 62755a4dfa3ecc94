import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { splitCommand } from './harness/command-line.js';
import { repository } from './harness/paths.js';
import { pricesProject, wrongProject } from './harness/prices.js';
import { usualPython } from './harness/programs.js';
import {
  createPythonWorkspace,
  rootManifest,
  usualSettings,
  usualTools,
} from './harness/python-workspace.js';
import { nxAtTerminal } from './harness/terminal.js';
import type { Workspace } from './harness/workspace.js';

/** What says that it serves, and with what. */
const served = `[tool.nx-signal]
serve = ["python", "-c", "import sys, time; print(f'serving {sys.argv[1:]}'); time.sleep(600)"]
`;

let workspace: Workspace;
/** In which all is as it should be. */
let guided: Workspace;
beforeAll(async () => {
  const { version } = await usualPython();
  const onPython = `[tool.nx-signal]\npythons = ["${version}"]\n`;
  guided = await createPythonWorkspace({
    projects: { api: { ...pricesProject, pyproject: served }, library: { pyproject: onPython } },
    files: { 'pyproject.toml': rootManifest(usualSettings, [...usualTools, 'coverage==7.17.5']) },
    options: { coverage: { lines: 50, patch: 90 } },
  });
  workspace = await createPythonWorkspace({
    projects: {
      api: pricesProject,
      other: wrongProject,
      owner: {
        files: {
          'project.json': '{ "targets": { "fix": { "command": "echo my own fix" } } }',
        },
      },
      undeclared: { files: { 'src/undeclared/uses.py': 'import api\n\nprint( api.NAME )\n' } },
    },
  });
});
afterEach(() => workspace.reset());
afterAll(async () => {
  await workspace.dispose();
  await guided.dispose();
});

describe('each command of the guide', () => {
  const guide = readFileSync(join(repository, 'docs/guides/everyday.md'), 'utf8');
  const rowsOf = (program: RegExp) =>
    [...guide.matchAll(program)].map(
      ([, line = '']) => line.split(/ {2,}# /) as [string, string | undefined],
    );

  it('is in the package, where AGENTS.md points to', () => {
    expect(guided.read('node_modules/@nx-signal/python/docs/guides/everyday.md')).toBe(guide);
  });

  const rows = rowsOf(/^ *npx nx (.*)$/gm);

  describe('about a run', () => {
    const about = rowsOf(/^ *npx nx-signal (.*)$/gm);

    beforeAll(async () => {
      await guided.nx(['run-many', '-t', 'signal']);
    });

    it.each(about)('npx nx-signal %s', async (command) => {
      const words = splitCommand(command);
      const { exitCode, output } = await guided.nxSignal(words);
      expect(exitCode, output).toBe(0);
      for (const file of words.filter((word) => word.endsWith('.json')))
        expect(guided.has(file)).toBe(true);
    });

    it('there are some', () => expect(about.length).toBeGreaterThan(6));
  });

  const remarks = ['at a terminal', 'until Ctrl-C'];

  it.each(rows.filter(([, remark = '']) => !remarks.includes(remark)))(
    'npx nx %s',
    async (command, remark = '') => {
      const { exitCode, output } = await guided.nx(splitCommand(command));
      const failure = /^fails: (.*?)(?:,|$)/.exec(remark)?.[1];
      expect(exitCode, output).toBe(failure === undefined ? 0 : 1);
      expect(output).toContain(failure ?? '');
    },
  );

  it.each(rows.filter(([, remark]) => remark === 'at a terminal'))('npx nx %s', async (command) => {
    const { output } = await nxAtTerminal(guided, splitCommand(command), [['(Pdb)', 'c\n']]);
    expect(output).toContain('1 passed');
  });

  it.each(rows.filter(([, remark]) => remark === 'until Ctrl-C'))('npx nx %s', async (command) => {
    const words = splitCommand(command);
    const { exitCode, output } = await nxAtTerminal(guided, words, [['serving', '\u0003']]);
    expect(exitCode, output).toBe(130);
    const typed = words.slice(words.indexOf('--') + 1 || words.length);
    expect(output).toContain(
      `serving ${JSON.stringify(typed).replaceAll('"', "'").replace(',', ', ')}`,
    );
  });
});

describe('what is typed reaches the tool', () => {
  const passed = (output: string) => /(\d+) passed/.exec(output)?.[1];

  it.each([[[]], [['--batch=false']]])('merged and alone: %j', async (more) => {
    const test = (...words: string[]) => workspace.nx(['run', 'api:test:unit', ...more, ...words]);
    expect(passed((await test()).output)).toBe('3');
    for (const words of [
      ['--', '-k', 'zero', '-x'],
      ['--args=-k "zero or nothing"'],
      ['tests/unit/test_prices.py::test_zero'],
      ['libs/api/tests/unit/test_prices.py::test_zero'],
      [join(workspace.root, 'libs/api/tests/unit/test_prices.py::test_zero')],
    ]) {
      const { exitCode, output } = await test(...words);
      expect([exitCode, passed(output)], output).toEqual([0, '1']);
    }
    const none = await test('--', '-k', 'nothing');
    expect(none.tasks, none.output).toEqual({ 'api:test:unit': 'failed' });
    const twice = await test('--args=--maxfail', '--args=2');
    expect(twice.exitCode, twice.output).toBe(0);
    expect(twice.output).not.toMatch(/^\s+at .*\.js:\d/m);
  });

  it('with others in one batch', async () => {
    const { tasks, output } = await workspace.nx([
      'run-many',
      '-t',
      'test:unit',
      '-p',
      'api',
      'other',
      'owner',
      '--',
      '-k',
      'not red',
    ]);
    expect(Object.values(tasks), output).toEqual(['ran', 'ran', 'ran']);
    expect(output).not.toContain('ValueError');
  });

  it('and its result is one of its own', async () => {
    const lint = async (...words: string[]) => {
      const { tasks } = await workspace.nx(['run', 'other:lint', ...words]);
      return tasks['other:lint'];
    };
    expect(await lint()).toBe('failed');
    expect(await lint('--ignore=F401')).toBe('ran');
    expect(await lint('--ignore', 'F401')).toBe('cached');
    expect(await lint('--', '--ignore', 'F401')).toBe('cached');
    expect(await lint('--ignore=I001')).toBe('failed');
    expect(await lint('src/other/__init__.py')).toBe('ran');
    expect(await lint('libs/other/src/other/unused.py')).toBe('failed');
    workspace.write('libs/other/src/other/__init__.py', 'import os\n\nX = 1\n');
    expect(await lint('src/other/__init__.py')).toBe('failed');
  });

  it('an edit by a cached target is no success', async () => {
    const lint = () => workspace.nx(['run', 'other:lint', '--fix']);
    const formatted = 'import os\n\nprint(os.name, os.name)\nimport sys  # noqa: E402\n';
    workspace.write('libs/other/src/other/unused.py', formatted);
    const first = await lint();
    expect(first.tasks, first.output).toEqual({ 'other:lint': 'failed' });
    expect(first.output).toContain('error [INPUTS_CHANGED]');
    expect(workspace.read('libs/other/src/other/unused.py')).not.toContain('import sys');
    const second = await lint();
    expect(second.tasks, second.output).toEqual({ 'other:lint': 'ran' });
  });
});

describe('the target that edits', () => {
  it('runs where an import is undeclared, and leaves a fix of the project alone', async () => {
    const { exitCode, output } = await workspace.nx([
      'run-many',
      '-t',
      'fix',
      '-p',
      'undeclared',
      'owner',
    ]);
    expect(exitCode, output).toBe(0);
    expect(workspace.read('libs/undeclared/src/undeclared/uses.py')).toContain('print(api.NAME)');
    const own = await workspace.nx(['run', 'owner:fix']);
    expect(own.output).toContain('my own fix');
    const { output: shown } = await workspace.nx(['show', 'project', 'api', '--json']);
    expect(Object.keys(JSON.parse(shown).targets)).not.toContain('format');
  });
});
