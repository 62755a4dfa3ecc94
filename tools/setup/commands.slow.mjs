import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { repository } from './run.mjs';

const folder = mkdtempSync(join(tmpdir(), 'nx-signal-commands-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a command of this repository; what it printed. */
function npm(...args) {
  const child = spawn('npm', args, { cwd: repository, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (piece) => {
      output += piece;
    });
  return new Promise((resolve) => {
    child.on('close', (exitCode) => resolve({ exitCode, output }));
  });
}

it('npm run docs builds the site', { timeout: 300_000 }, async () => {
  const { exitCode, output } = await npm('run', 'docs');
  expect(exitCode, output).toBe(0);
  expect(existsSync(join(repository, '.cache/site/guides/everyday.html'))).toBe(true);
});

it('npm run demo ends with its table', { timeout: 600_000 }, async () => {
  const { exitCode, output } = await npm('run', 'demo');
  expect(exitCode, output).toBe(0);
  expect(output).toMatch(/^again, nothing changed +0 +16 /m);
  expect(output).toMatch(/^one line edited in libs\/pricing +5 +3 .+ api pricing$/m);
});

it('npm run bench measures what it is asked for', { timeout: 900_000 }, async () => {
  const out = join(folder, 'results.json');
  const choice = ['--only', 'ours,bare', '--projects', '2', '--runs', '1', '--out', out];
  const { exitCode, output } = await npm('run', 'bench', '--', 'cold', 'leaf-edit', ...choice);
  expect(exitCode, output).toBe(0);
  expect(readFileSync(out, 'utf8')).toContain('leaf-edit');
});
