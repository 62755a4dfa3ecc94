import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { expect, it, vi } from 'vitest';
import { Asker } from './engine/asker.js';
import { projects } from './engine/changes.js';
import { nodeOf } from './harness/node-versions.js';
import { createPythonWorkspace } from './harness/python-workspace.js';

/** Edits with an answer each. */
const edits = Number(process.env['NX_SIGNAL_EDITS'] ?? 1000);

/** It is looked at after each this many. */
const window = Math.max(10, Math.round(edits / 10));

vi.setConfig({ testTimeout: 2 * 3_600_000 });

const collectedHeap = fileURLToPath(new URL('engine/collected-heap.mjs', import.meta.url));

/** Bytes that a process uses once its garbage is collected, and those that it holds in all. */
async function memoryOf(pid: number): Promise<{ used: number; held: number }> {
  const { stdout } = await execa(await nodeOf(24), [collectedHeap, String(pid)]);
  const kilobytes = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return { used: Number(stdout), held: Number(kilobytes) * 1024 };
}

const megabytes = (bytes: number) => `${(bytes / 2 ** 20).toFixed(1)} MB`;

it(`an engine uses no more memory after ${edits} edits than after the first ones`, async () => {
  const workspace = await createPythonWorkspace({ projects });
  const asker = new Asker(workspace, true);
  // Of the last in the row: the others are replayed.
  const file = 'libs/api/src/api/sizes.py';
  try {
    await asker.ask();
    const pid = await asker.engine();
    const looks: { used: number; held: number }[] = [];
    for (let edit = 0; edit < edits; edit += 1) {
      const size = edit % 3 === 0 ? '"2"' : '2';
      workspace.write(
        file,
        `# ${edit}\n\n\ndef double(size: int) -> int:\n    return ${size} * size\n`,
      );
      const { verdict } = await asker.ask();
      expect(verdict, `edit ${edit}`).toBe(edit % 3 === 0 ? 'red' : 'green');
      if ((edit + 1) % window === 0) looks.push(await memoryOf(pid));
    }
    console.log(looks.map((one) => `${megabytes(one.used)} of ${megabytes(one.held)}`).join(', '));
    expect(await asker.engine()).toBe(pid);
    expect(asker.log.filter((line) => / starts$/.test(line))).toHaveLength(1);
    // The second, since what is loaded when it is first wanted is not all there before.
    const [first, last] = [looks[1], looks.at(-1)];
    expect(last?.used).toBeLessThan(1.1 * (first?.used ?? 0));
    // With garbage in it, which goes up and down.
    expect(last?.held).toBeLessThan(1.5 * (first?.held ?? 0));
  } finally {
    await asker.dispose();
  }
});
