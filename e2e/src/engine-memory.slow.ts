import { readFileSync } from 'node:fs';
import { expect, it, vi } from 'vitest';
import { Asker } from './engine/asker.js';
import { projects } from './engine/changes.js';
import { createPythonWorkspace } from './harness/python-workspace.js';

/** Edits with an answer each. */
const edits = Number(process.env['NX_SIGNAL_EDITS'] ?? 1000);

/** Of each this many edits the middle of what the engine uses counts: it goes up and down with its garbage. */
const window = Math.max(10, Math.round(edits / 10));

vi.setConfig({ testTimeout: 2 * 3_600_000 });

/** Bytes that a process keeps in memory. */
function memoryOf(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) * 1024;
}

const middle = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

it(`an engine uses no more memory after ${edits} edits than after the first ones`, async () => {
  const workspace = await createPythonWorkspace({ projects });
  const asker = new Asker(workspace, true);
  // Of the last in the row: the others are replayed.
  const file = 'libs/api/src/api/sizes.py';
  try {
    await asker.ask();
    const pid = await asker.engine();
    const used: number[] = [];
    for (let edit = 0; edit < edits; edit += 1) {
      const size = edit % 3 === 0 ? '"2"' : '2';
      workspace.write(
        file,
        `# ${edit}\n\n\ndef double(size: int) -> int:\n    return ${size} * size\n`,
      );
      const { verdict } = await asker.ask();
      expect(verdict, `edit ${edit}`).toBe(edit % 3 === 0 ? 'red' : 'green');
      used.push(memoryOf(pid));
    }
    const windows = Array.from({ length: Math.floor(edits / window) }, (_, index) =>
      middle(used.slice(index * window, (index + 1) * window)),
    );
    console.log(windows.map((bytes) => `${Math.round(bytes / 2 ** 20)} MB`).join(' '));
    expect(await asker.engine()).toBe(pid);
    expect(asker.log.filter((line) => / starts$/.test(line))).toHaveLength(1);
    // The second, since the first has what is loaded when it is first wanted.
    expect(windows.at(-1)).toBeLessThan(1.1 * (windows[1] ?? 0));
  } finally {
    await asker.dispose();
  }
});
