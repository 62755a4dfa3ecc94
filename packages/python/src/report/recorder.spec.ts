import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { TaskClock } from '../tools/task-clock.js';
import { RunRecorder } from './recorder.js';
import { type SignalReport, signalSchema } from './schema.js';

const executor = '@nx-signal/python:check';
const graph = {
  nodes: { a: { data: { targets: { lint: { executor, options: { kind: 'lint' } } } } } },
};

function recorderIn(root: string): { recorder: RunRecorder; read: () => SignalReport } {
  const clock = new TaskClock();
  const tasks = [{ id: 'a:lint', project: 'a', target: 'lint' }];
  const recorder = new RunRecorder({ root, graph, defaultBase: undefined, clock, tasks });
  const file = join(root, 'dist/reports/signal.json');
  return {
    recorder,
    read: () => signalSchema.strict().parse(JSON.parse(readFileSync(file, 'utf8'))),
  };
}

it('says from its beginning that the run has not ended, and in the end what came of it', async () => {
  const root = temporaryFolder();
  const { recorder, read } = recorderIn(root);
  recorder.begin();
  expect(read()).toMatchObject({ verdict: 'interrupted', complete: false, environment: null });
  const wait = (milliseconds: number) =>
    recorder.environment(async () => {
      await new Promise((done) => setTimeout(done, milliseconds));
      return { environmentFolder: '.venv' };
    });
  await Promise.all([wait(40), wait(5)]);
  recorder.made(
    '\u001b[2mPrepared \u001b[1m2 packages\u001b[0m in 1s\nInstalled 12 packages in 3ms\n',
  );
  recorder.counted({ mypy: { hits: 3, of: 4 } });
  recorder.counted({ mypy: { hits: 1, of: 2 }, sccache: { hits: 0, of: 1 } });
  recorder.clock.add('a:lint', Date.now() + 0.4, 12.3);
  const finding = { file: 'a/x.py', line: 1, code: 'F401', message: 'unused' };
  recorder.put('a:lint', { success: false, output: '', findings: [finding] });
  recorder.put('unknown:lint', { success: false, output: '' });
  await recorder.end();
  const report = read();
  expect(report).toMatchObject({
    verdict: 'red',
    complete: false,
    environment: { environments: 1, made: 1, installed: 12, prepared: 2 },
    caches: { mypy: { hits: 4, of: 6 }, sccache: { hits: 0, of: 1 }, buildkit: null },
    tasks: [{ id: 'a:lint', status: 'failure', source: 'ran', tool: 'ruff' }],
    findings: [{ task: 'a:lint', code: 'F401' }],
  });
  expect(report.processes.map(({ kind }) => kind)).toEqual(['environment', 'lint']);
});

it('of a folder that cannot be written is no failure', async () => {
  const root = temporaryFolder({ dist: 'a file' });
  const { recorder } = recorderIn(root);
  recorder.begin();
  recorder.put('a:lint', { success: true, output: '' });
  await expect(recorder.end()).resolves.toBeUndefined();
});
