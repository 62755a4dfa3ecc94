import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lockOnce } from './harness/environments.js';
import { Workspace } from './harness/workspace.js';

/** What coverage.py says of a file, or of all. */
interface Report {
  files: Record<string, unknown>;
  totals: { covered_lines: number; num_statements: number };
}

const projects = ['libs/models', 'libs/pricing', 'services/worker'];
const nameOf = (folder: string) => folder.replace(/^.*\//, '');
const names = projects.map(nameOf).join(',');

const settings = `
[tool.coverage.run]
branch = true

[tool.coverage.report]
exclude_also = ["def __repr__"]
`;

/** Options of the plugin, by which all measure. */
function configuration(coverage: object): string {
  const plugin = { plugin: '@nx-signal/python', options: { coverage } };
  return JSON.stringify({ plugins: [plugin], analytics: false });
}

let shop: Workspace;
beforeAll(async () => {
  shop = await Workspace.create({ shop: true });
  shop.write('nx.json', configuration({ lines: 50 }));
  shop.append('libs/pricing/pyproject.toml', settings);
  // Two at once, and with what is measured by others.
  const args = (words: string[]) =>
    `\n[tool.nx-signal.targets."test:unit"]\nargs = ${JSON.stringify(words)}\n`;
  shop.append('libs/models/pyproject.toml', args(['-p', 'xdist', '-n', '2']));
  const cov = ['-p', 'pytest_cov', '--cov=src', '--cov-report=xml', '--cov-fail-under=1'];
  shop.append('services/worker/pyproject.toml', args(cov));
  await lockOnce(shop.root);
  await shop.commit('coverage');
});
afterAll(() => shop.dispose());

const run = (...more: string[]) => shop.nx(['run-many', '-t', 'test:unit', '-p', names, ...more]);

const reportOf = (folder: string): Report =>
  JSON.parse(shop.read(`dist/reports/${nameOf(folder)}/test-unit/coverage.json`));

/** What `coverage run` says of a project. */
async function plainReport(folder: string): Promise<Report> {
  const python = join(shop.root, '.venv/bin/python');
  const file = join(shop.root, '.nx', 'plain.json');
  const env = { COVERAGE_FILE: join(shop.root, '.nx', 'plain') };
  const words = [
    `cd ${folder}`,
    `${python} -m coverage run --source=src -m pytest -q tests/unit`,
    `${python} -m coverage json -q -o ${file}`,
  ];
  const { exitCode, output } = await shop.run('sh', ['-ec', words.join('\n')], env);
  expect(exitCode, output).toBe(0);
  return JSON.parse(shop.read('.nx/plain.json'));
}

describe('coverage on the shop', () => {
  it('cannot be measured without coverage.py, and says how to add it', async () => {
    const { exitCode, output } = await shop.nx(['run', 'models:test:unit', '--args=-p no:xdist']);
    expect([exitCode, /COVERAGE/.test(output)], output).toEqual([0, false]);
    const { tasks, output: text } = await shop.nx(['run', 'pricing:test:unit']);
    expect(tasks).toEqual({ 'pricing:test:unit': 'failed' });
    expect(text).toContain('error [COVERAGE_MISSING]: pricing:test:unit is to measure');
    expect(text).toContain('`uv add --group dev coverage`');
    shop.replace('pyproject.toml', 'dev = [', 'dev = ["coverage", "pytest-cov", "pytest-xdist", ');
    await lockOnce(shop.root);
    await shop.commit('coverage.py');
  });

  it('is that of plain coverage.py, merged, by several processes and by pytest-cov', async () => {
    const { exitCode, output } = await run();
    expect(exitCode, output).toBe(0);
    for (const folder of projects) {
      const { files, totals } = await plainReport(folder);
      const ours = reportOf(folder);
      expect([ours.files, ours.totals], folder).toEqual([files, totals]);
    }
    expect(shop.has('services/worker/coverage.xml')).toBe(true);
    expect(output).toMatch(/coverage: [\d.]+ % of lines \(\d+ of \d+\), [\d.]+ % of branches/);
  });

  it('is replayed with its data, its report and its verdict', async () => {
    shop.remove('dist');
    const { tasks } = await run();
    expect(Object.values(tasks)).toEqual(['cached', 'cached', 'cached']);
    const before = projects.map(reportOf);
    shop.remove('dist');
    const { tasks: alone } = await run('--batch=false');
    expect(Object.values(alone)).toEqual(['cached', 'cached', 'cached']);
    expect(projects.map(reportOf)).toEqual(before);
  });

  it('is combined, with what was replayed, and judged for what has changed', async () => {
    shop.write('nx.json', configuration({ lines: 30, patch: 60 }));
    await shop.git('checkout', '-q', '-b', 'topic');
    const quote = 'libs/pricing/src/pricing/quote.py';
    shop.append(quote, '\n\ndef unused(x: int) -> int:\n    y = x\n    return y\n');
    const { exitCode, output } = await shop.nxSignal(['coverage', 'main']);
    expect(exitCode, output).toBe(1);
    expect(output).toContain('Of 3 lines that differ from main, 33.3 % are run by tests.');
    expect(output).toContain('pricing: 33.3 % of changed lines, below 60 %');
    const all = JSON.parse(shop.read('dist/coverage/coverage.json')) as Report;
    const parts = projects.map(reportOf).map(({ totals }) => totals);
    const sum = (key: 'covered_lines' | 'num_statements') =>
      parts.reduce((total, part) => total + part[key], 0);
    expect([all.totals.covered_lines, all.totals.num_statements]).toEqual([
      sum('covered_lines') + 46,
      sum('num_statements') + 120,
    ]);
    for (const file of ['coverage.xml', 'lcov.info', 'html/index.html'])
      expect(shop.read(`dist/coverage/${file}`)).toContain('quote.py');
    shop.replace(quote, 'def unused', 'def __repr__');
    const { exitCode: excluded, output: text } = await shop.nxSignal(['coverage', 'main']);
    expect(excluded, text).toBe(0);
    expect(text).toContain('No measured line differs from main.');
    await shop.git('checkout', '-q', '--', quote);
  });

  it('fails a task that runs too little, each time, alone as merged', async () => {
    shop.write('nx.json', configuration({ lines: 90 }));
    for (const more of [[], ['--batch=false']]) {
      const { tasks, output } = await run(...more);
      expect(tasks, output).toEqual({
        'models:test:unit': 'ran',
        'pricing:test:unit': 'ran',
        'worker:test:unit': 'failed',
      });
      expect(output).toMatch(
        /worker:test:unit failed: 1 finding\n {2}services\/worker {2}COVERAGE_LOW/,
      );
      await shop.nx(['reset']);
      shop.remove('.nx/cache');
    }
    const typed = await shop.nx(['run', 'worker:test:unit', '--args=-k consumer']);
    expect(typed.exitCode, typed.output).toBe(0);
  });
});
