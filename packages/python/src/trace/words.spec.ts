import { expect, it } from 'vitest';
import { formatError } from '../errors.js';
import { ignoredRemark, traceError } from './words.js';

const task = {
  task: 'a:lint',
  directory: 'libs/a',
  kind: 'lint',
  declared: { inputs: ['{workspaceRoot}/x'], env: [] },
};
const nothing = { files: [], folders: [], outside: [], ignored: [] };

it('names what was read, and the lines that declare it beside those that are there', () => {
  const verdict = {
    ...nothing,
    files: ['libs/a/b [1].md'],
    folders: ['data'],
    outside: ['/etc/x'],
  };
  expect(formatError(traceError(task, verdict))).toBe(
    `error [INPUTS_UNDECLARED]: a:lint read files that are not in its hash, so a stored result can be out of date:
  libs/a/b [1].md
  data/ (the names in it)
  /etc/x (outside the workspace)

hint: declare it in libs/a/pyproject.toml:

    [tool.nx-signal.targets.lint]
    inputs = ["{workspaceRoot}/x", "{workspaceRoot}/libs/a/b ?1?.md", "{workspaceRoot}/data/**/*"]

an input cannot be outside the workspace: move the file into the workspace, or remove it from the settings.`,
  );
});

it('has no lines for what is outside alone, and nothing to say about nothing', () => {
  const error = traceError(task, { ...nothing, outside: ['/etc/x'] });
  expect(error?.hint).toMatch(/^an input cannot be outside/);
  expect(traceError(task, nothing)).toBeUndefined();
});

it('remarks on what no hash can know', () => {
  expect(ignoredRemark(task, { ...nothing, ignored: ['.env'] })).toEqual([
    'a:lint also read files that git or Nx ignore, so they are in no hash:',
    '  .env',
  ]);
  expect(ignoredRemark(task, nothing)).toEqual([]);
});
