import { expect } from 'vitest';
import { describeRows } from './describe-matrix.js';
import { rows } from './rows.js';

const explained = rows.filter(({ because }) => because !== undefined);

describeRows('what explain says of a change', explained, {}, async (workspace, { because }) => {
  const [task, cause] = because ?? ['', {}];
  const { exitCode, output } = await workspace.nxSignal(['explain', task, '--json']);
  expect(exitCode, output).toBe(0);
  const { next, causes } = JSON.parse(output);
  expect(next).toBe('run');
  expect(causes).toContainEqual(expect.objectContaining(cause));
});
