import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startBrowser } from '../../../../tools/testing/browser.mjs';
import { contrast } from '../../../../tools/testing/contrast.mjs';
import { tarOf } from '../testing/tar.js';
import { TestServer } from '../testing/test-server.js';

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
}, 300_000);
afterAll(() => browser.close());

const archive = (project: string) =>
  gzipSync(tarOf({ [`dist/reports/${project}/lint/ruff.txt`]: 'ok', terminalOutput: 'fine' }));

it('shows hits by task, refusals, and nothing without a token', async () => {
  const server = await TestServer.start();
  await server.put('1', 'main', archive('api'));
  await server.put('2', 'main', archive('<img src=x onerror=alert(1)>'));
  await server.get('1', 'main');
  await server.get('1', 'pull');
  await server.get('99', 'main');
  await server.put('3', 'reader', 'x');
  const page = await browser.newPage();
  const problems: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('401'))
      problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(error.message));
  await page.goto(server.url);
  await page.getByLabel('Token that may read').fill('wrong');
  await page.getByRole('button').click();
  await page.getByText('The server does not know this token.').waitFor();
  await page.getByLabel('Token that may read').fill(server.tokens['reader'] ?? '');
  await page.getByRole('button').click();
  await page.getByRole('cell', { name: 'api:lint', exact: true }).waitFor();
  const rows = await page.locator('#tasks tbody tr').allInnerTexts();
  expect(rows.map((row) => row.split('\t').slice(0, 4))).toEqual([
    ['api:lint', '67 %', '2', '1'],
    ['<img src=x onerror=alert(1)>:lint', '0 %', '0', '1'],
  ]);
  expect(await page.locator('#facts').textContent()).toMatch(/hit rate67 %/);
  expect(await page.locator('#refusals tbody').textContent()).toMatch(/write: read-only1/);
  expect(await page.locator('#timeline rect.hit').first().getAttribute('height')).toBe(
    '66.66666666666666',
  );
  expect(problems).toEqual([]);
  if (process.env['NX_SIGNAL_SCREENSHOT'])
    await page.screenshot({ path: process.env['NX_SIGNAL_SCREENSHOT'], fullPage: true });
});

it.each([
  [390, 'light'],
  [390, 'dark'],
  [1280, 'light'],
  [1280, 'dark'],
] as const)('can be read at %d pixels, %s', async (width, colorScheme) => {
  const server = await TestServer.start();
  const name = 'a-service-with-a-really-rather-long-name_and_no_breaks';
  await server.put('1', 'main', archive(name));
  const context = await browser.newContext({ viewport: { width, height: 844 }, colorScheme });
  const page = await context.newPage();
  await page.goto(server.url);
  const input = page.getByLabel('Token that may read');
  await input.fill(server.tokens['reader'] ?? '');
  expect((await input.boundingBox())?.width).toBeGreaterThan(150);
  await page.getByRole('button').click();
  const task = page.getByRole('cell', { name: `${name}:lint`, exact: true });
  await task.waitFor();
  const seen = await page.evaluate(`({
    overflow: document.documentElement.scrollWidth - innerWidth,
    row: document.querySelector('#tasks tbody tr').getBoundingClientRect().height,
    scheme: matchMedia('(prefers-color-scheme: dark)').matches ? 'rgb(18, 18, 18)' : 'rgb(255, 255, 255)',
    inks: ['body', '.legend .hit', '.legend .miss', '#tasks td'].map(
      (place) => getComputedStyle(document.querySelector(place)).color),
  })`);
  const { overflow, row, scheme, inks } = seen as {
    overflow: number;
    row: number;
    scheme: string;
    inks: string[];
  };
  expect(overflow).toBeLessThanOrEqual(0);
  // A name of some lines and its figures; not a letter to a line.
  expect(row).toBeLessThan(140);
  expect((await task.boundingBox())?.width).toBeGreaterThan(300);
  for (const ink of inks) expect(contrast(ink, scheme), ink).toBeGreaterThan(4.5);
  await context.close();
});

it('serves no other file', async () => {
  const server = await TestServer.start();
  for (const path of ['/../package.json', '/..%2Fpackage.json', '/page.js.map', '/constructor'])
    expect((await fetch(`${server.url}${path}`)).status).toBe(404);
});
