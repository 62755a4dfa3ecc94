import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { build } from 'vitepress';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { repository } from '../setup/run.mjs';
import { startBrowser } from '../testing/browser.mjs';
import { pages } from './links.mjs';

const site = join(repository, '.cache', 'site');
const types = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

const addresses = pages()
  .filter((page) => page.startsWith('docs/'))
  .map((page) => page.slice('docs'.length).replace(/(?:index|README)?\.md$/, ''));

let server;
let browser;
let origin;
beforeAll(async () => {
  // Fails at a dead link.
  await build(join(repository, 'docs'));
  server = createServer(({ url = '/' }, response) => {
    const path = decodeURIComponent(url.split(/[?#]/)[0]);
    const file = [path, `${path}.html`, `${path}index.html`]
      .map((name) => join(site, name))
      .find((name) => extname(name) && existsSync(name));
    response.writeHead(file ? 200 : 404, { 'content-type': types[extname(file ?? '')] ?? '' });
    response.end(file && readFileSync(file));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${server.address().port}`;
  browser = await startBrowser();
}, 300_000);
afterAll(async () => {
  await browser?.close();
  server?.close();
});

describe.each([
  ['a phone', 390],
  ['a desk', 1280],
])('on %s', (_title, width) => {
  let page;
  const problems = [];
  beforeAll(async () => {
    page = await browser.newPage({ viewport: { width, height: 900 } });
    page.on('pageerror', (error) => problems.push(String(error)));
    page.on('response', (response) => {
      if (response.status() >= 400) problems.push(response.url());
    });
  });

  it.each(addresses)('%s fits, and has all that it needs', { timeout: 30_000 }, async (address) => {
    problems.length = 0;
    await page.goto(origin + address, { waitUntil: 'networkidle' });
    const title = await page.textContent('h1');
    const seen = () =>
      page.evaluate(() => ({
        wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
        broken: [...document.images]
          .filter((image) => image.naturalWidth === 0)
          .map(({ src }) => src),
      }));
    // Fonts and the page's own program may still be at work.
    await expect.poll(seen).toEqual({ wide: 0, broken: [] });
    expect(problems).toEqual([]);
    expect(title?.length).toBeGreaterThan(2);
  });
});

it('leads from the first page to every other one', async () => {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await page.goto(origin, { waitUntil: 'load' });
  const links = await page.$$eval('aside a[href]', (all) =>
    all.map((link) => new URL(link.href).pathname),
  );
  const known = new Set(links.map((link) => link.replace(/\/$/, '')));
  const guides = addresses.filter((address) => /^\/(?:guides|reference)\//.test(address));
  expect(guides.filter((address) => !known.has(address))).toEqual([]);
});
