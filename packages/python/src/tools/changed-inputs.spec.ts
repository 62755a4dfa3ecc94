import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { toolTask } from '../testing/tool-task.js';
import { withoutChangedInputs } from './changed-inputs.js';
import type { StepResult, ToolTask } from './tool-task.js';

const files = { 'libs/a/x.py': 'x = 1\n', 'libs/a/y.py': 'y = 1\n', 'libs/b/z.py': '' };

async function run(
  change: (root: string) => void,
  more: Partial<ToolTask> = {},
  isTyped = true,
): Promise<StepResult> {
  const root = temporaryFolder({ ...files, '.gitignore': 'ignored\n', 'libs/a/ignored': '' });
  execFileSync('git', ['init', '--quiet'], { cwd: root });
  const task = toolTask({ kind: 'lint', environment: '.', isTyped }, { isStored: true, ...more });
  return withoutChangedInputs(task, root, async () => {
    change(root);
    return { success: true, output: 'fine\n' };
  });
}

describe('a success', () => {
  const write = (file: string) => (root: string) => writeFileSync(join(root, file), 'x = 2\n');

  it.each(['libs/a/x.py', 'libs/a/y.py'])('is none after an edit of %s', async (file) => {
    const { success, output } = await run(write(file));
    expect(success).toBe(false);
    expect(output).toMatch(/^fine\nerror \[INPUTS_CHANGED\]: a:task changed libs\/a\/[xy]\.py: /);
  });

  it('is none after a removal', async () => {
    expect((await run((root) => rmSync(join(root, 'libs/a/x.py')))).success).toBe(false);
  });

  const rows: [title: string, change: (root: string) => void, more: Partial<ToolTask>, boolean][] =
    [
      ['without an edit', () => {}, {}, true],
      ['with a new file', write('libs/a/new.py'), {}, true],
      ['with an ignored file', write('libs/a/ignored'), {}, true],
      ['with a file of another project', write('libs/b/z.py'), {}, true],
      ['that is not stored', write('libs/a/x.py'), { isStored: false }, true],
      ['without typed arguments, which cost nothing', write('libs/a/x.py'), {}, false],
    ];
  it.each(rows)('stays one %s', async (_title, change, more, isTyped) => {
    expect(await run(change, more, isTyped)).toEqual({ success: true, output: 'fine\n' });
  });
});
