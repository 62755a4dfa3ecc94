import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBrowser } from '../../../../../tools/testing/browser.mjs';
import { contrast } from '../../../../../tools/testing/contrast.mjs';
import { processOf, reportOf, runStart, taskOf } from '../../testing/signal-report.js';
import { temporaryFolder } from '../../testing/temporary-folder.js';
import { type HistoryLine, historyLine } from '../history/history-line.js';
import type { ReportedFinding, SignalReport } from '../schema.js';
import { criticalPath } from './critical-path.js';
import { linesIn } from './failures.js';
import { html } from './markup.js';
import { reportPage } from './page.js';

const evil = '<img src=x onerror=alert(1)>"\'&';
const long = 'a-service-with-a-really-rather-long-name_and_no_breaks';
const finding = (tool: string, task: string, more: Partial<ReportedFinding>): ReportedFinding => ({
  task,
  project: 'api',
  tool,
  severity: 'error',
  file: 'libs/api/src/prices.py',
  line: 3,
  column: 12,
  test: null,
  code: null,
  message: '',
  ...more,
});

/** A red run with all that a page can show. */
const report: SignalReport = reportOf({
  verdict: 'red',
  run: { ...reportOf().run, milliseconds: 11_200, end: new Date(runStart + 11_200).toISOString() },
  commit: '0123456789abcdef0123456789abcdef01234567',
  changed: true,
  base: 'main',
  environment: { milliseconds: 1300, environments: 1, made: 1, installed: 48, prepared: 6 },
  pipeline: { checkout: 1900, setupUv: null },
  tasks: [
    taskOf('api:lint', { status: 'failure', milliseconds: 60 }),
    taskOf('api:typecheck', { status: 'failure', milliseconds: 2100 }),
    taskOf('api:test:unit', { status: 'failure', milliseconds: 3800 }),
    taskOf('models:lint', { source: 'local' }),
    taskOf('models:typecheck', { source: 'remote' }),
    taskOf('models:test:unit', { milliseconds: 900 }),
    taskOf(`${long}:lint`, { milliseconds: 40 }),
    taskOf(`${long}:test:unit`, { milliseconds: 400 }),
    taskOf(`${evil}:lint`, { status: 'broken' }),
  ],
  processes: [
    processOf('environment', 100, 1300, { tasks: 0 }),
    processOf('lint', 1410, 160, { tasks: 3 }),
    processOf('typecheck', 1420, 4200, { tasks: 12 }),
    processOf('test:unit', 5640, 3800, { task: 'api:test:unit' }),
    processOf('test:unit', 1600, 900, { task: 'models:test:unit' }),
    processOf('test:unit', 2600, 400, { task: `${long}:test:unit` }),
  ],
  findings: [
    finding('ruff', 'api:lint', { code: 'F401', message: '`os` imported but unused', line: 1 }),
    finding('mypy', 'api:typecheck', {
      line: 4,
      code: 'return-value',
      message: 'Incompatible return value type (got "str", expected "int")',
    }),
    finding('pytest', 'api:test:unit', {
      file: 'libs/api/tests/unit/test_prices.py',
      line: 2,
      column: null,
      test: 'tests/unit/test_prices.py::test_two',
      code: 'AssertionError',
      message: 'assert 4 == 5',
    }),
    finding('nx-signal', `${evil}:lint`, {
      code: 'LOCK_STALE',
      message: evil,
      file: '../outside.py',
    }),
  ],
});

const history: HistoryLine[] = Array.from({ length: 40 }, (_one, index) => ({
  ...historyLine(report),
  start: runStart - (40 - index) * 3_600_000,
  milliseconds: 2500 + ((index * 7919) % 7000),
  verdict: index % 9 === 4 ? ('red' as const) : ('green' as const),
  ran: 3,
  replayed: index % 20,
  tests: [{ id: 'api:test:unit', hash: '1', success: index % 2 === 0, failed: ['t.py::test_x'] }],
}));

function page(): string {
  const root = temporaryFolder({
    'w/libs/api/src/prices.py':
      'import os\n\ndef price(count: int) -> int:\n    return "2" * count  # <b>&amp;</b>\n',
    'w/libs/api/tests/unit/test_prices.py': 'def test_two() -> None:\n    assert price(2) == 5\n',
    'outside.py': 'SECRET = 1\nSECRET = 2\nSECRET = 3\n',
  });
  const linesOf = linesIn(`${root}/w`);
  return reportPage({ report, history, budget: { seconds: 10, over: 'warn' }, linesOf });
}

it('escapes all that is put into it, and asks nobody for anything', () => {
  const text = page();
  expect(text).not.toContain('<img');
  expect(text).not.toContain('SECRET');
  expect(text).not.toMatch(/https?:|<script|<link|url\(/);
  expect(html`<a title="${'"><b>'}">${['<', html`<i>${'&'}</i>`]}</a>`.text).toBe(
    '<a title="&quot;&gt;&lt;b&gt;">&lt;<i>&amp;</i></a>',
  );
});

it('the critical path is the chain that decided when the run was over', () => {
  const path = [...criticalPath(report.processes)].map(({ kind, task }) => task ?? kind);
  expect(path).toEqual(['api:test:unit', 'typecheck', 'environment']);
  expect(criticalPath([]).size).toBe(0);
});

it('of a run without anything can be shown, too', () => {
  const budget = { seconds: 10, over: 'warn' } as const;
  const run = { ...reportOf().run, command: null, milliseconds: null, end: null };
  const cut = reportOf({ verdict: 'interrupted', complete: false, run });
  const text = reportPage({ report: cut, history: [], budget, linesOf: () => undefined });
  expect(text).toContain('No tool ran');
  expect(text).toContain('not measured');
});

describe('in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  }, 300_000);
  afterAll(() => browser.close());

  it.each([
    [390, 'light'],
    [390, 'dark'],
    [1280, 'light'],
    [1280, 'dark'],
  ] as const)('it can be read at %d pixels, %s', async (width, colorScheme) => {
    const context = await browser.newContext({ viewport: { width, height: 844 }, colorScheme });
    const tab = await context.newPage();
    const problems: string[] = [];
    const asked: string[] = [];
    tab.on('console', (message) => problems.push(message.text()));
    tab.on('pageerror', (error) => problems.push(error.message));
    tab.on('request', (request) => asked.push(request.url()));
    await tab.setContent(page());
    expect(await tab.evaluate('document.documentElement.scrollWidth')).toBe(width);
    expect(await tab.locator('.waterfall li.critical').count()).toBe(3);
    expect(await tab.locator('pre mark').first().textContent()).toContain('import os');
    expect(await tab.locator('svg rect').count()).toBe(40);
    expect(await tab.locator('td.none', { hasText: 'not measured' }).count()).toBe(1);
    expect(await tab.locator('td', { hasText: 'not set up' }).getAttribute('class')).toBe('none');
    expect(await tab.locator('td', { hasText: '1 broken' }).getAttribute('class')).toBe('bad');
    for (const selector of ['h1 .red', '.none', 'td.good', 'td.bad', 'pre mark', '.scale']) {
      const colours = await tab.locator(selector).first().evaluate(coloursOf);
      expect(contrast(colours[0] ?? '', colours[1] ?? ''), selector).toBeGreaterThan(4.5);
    }
    expect(problems).toEqual([]);
    expect(asked).toEqual([]);
    const folder = process.env['NX_SIGNAL_SCREENSHOTS'];
    if (folder)
      await tab.screenshot({ path: `${folder}/${width}-${colorScheme}.png`, fullPage: true });
    await context.close();
  });
});

/** Colours of an element and of what is behind it. In the browser, which has types of its own. */
const coloursOf = (element: unknown): [string, string] => {
  interface Shown {
    parentElement: Shown | null;
  }
  const { getComputedStyle } = globalThis as unknown as {
    getComputedStyle(shown: Shown): { color: string; backgroundColor: string };
  };
  let behind = element as Shown;
  const isClear = () => getComputedStyle(behind).backgroundColor === 'rgba(0, 0, 0, 0)';
  while (isClear() && behind.parentElement) behind = behind.parentElement;
  return [getComputedStyle(element as Shown).color, getComputedStyle(behind).backgroundColor];
};
