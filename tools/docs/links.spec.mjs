import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repository } from '../setup/run.mjs';
import { anchors, deadLinks, pages } from './links.mjs';

it.each(pages())('%s has no dead link', (page) => {
  expect(deadLinks(page)).toEqual([]);
});

describe('anchors are those of the site', () => {
  it.each([
    ['## `affected`', 'affected'],
    ["## Nx's own start", 'nx-s-own-start'],
    ['## On GitHub, without a server', 'on-github-without-a-server'],
    ['## `PYPROJECT_SYNTAX`', 'pyproject-syntax'],
    ['## 2. A step', '_2-a-step'],
    ['## AGENTS.md', 'agents-md'],
    ['```\n## no heading\n```', undefined],
  ])('%s', (text, anchor) => {
    expect([...anchors(text)]).toEqual(anchor === undefined ? [] : [anchor]);
  });

  it('tells headings of one text apart', () => {
    expect([...anchors('# A\n## A\n')]).toEqual(['a', 'a-1']);
  });
});

it('every guide and reference is in the navigation', () => {
  const config = readFileSync(join(repository, 'docs/.vitepress/config.mjs'), 'utf8');
  const missing = pages()
    .filter((page) => /^docs\/(?:guides|reference)\//.test(page))
    .filter((page) => !config.includes(`'${page.slice('docs/'.length, -'.md'.length)}'`));
  expect(missing).toEqual([]);
});
