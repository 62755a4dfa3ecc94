import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { repository } from '../setup/run.mjs';

/** All pages that people read, relative to the root of the repository. */
export function pages() {
  const docs = readdirSync(join(repository, 'docs'), { recursive: true })
    .map((path) => `docs/${path}`)
    .filter((path) => path.endsWith('.md') && !path.includes('/.vitepress/'));
  const packages = readdirSync(join(repository, 'packages'));
  return [
    'README.md',
    'CONTRIBUTING.md',
    'CHANGELOG.md',
    ...packages.map((name) => `packages/${name}/README.md`),
    ...docs,
  ].sort();
}

/** The text without code, in which nothing is a link. */
function prose(text) {
  return text.replaceAll(/^(```+|~~~+)[\s\S]*?^\1.*$/gm, '').replaceAll(/`[^`\n]*`/g, '``');
}

/** The anchors of a page's headings, as VitePress makes them. */
export function anchors(text) {
  const counts = new Map();
  const headings = text
    .replaceAll(/^(```+|~~~+)[\s\S]*?^\1.*$/gm, '')
    .matchAll(/^#{1,6} +(.+?) *#*$/gm);
  return new Set(
    [...headings].map(([, heading = '']) => {
      const slug = slugOf(heading);
      const count = counts.get(slug) ?? 0;
      counts.set(slug, count + 1);
      return count === 0 ? slug : `${slug}-${count}`;
    }),
  );
}

/** `@mdit-vue/shared`'s rule: accents off, whatever is no word becomes a dash. */
function slugOf(heading) {
  return heading
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f]/g, '')
    .replaceAll(/[\s~`!@#$%^&*()\-_+=[\]{}|\\;:"'“”‘’<>,.?/]+/g, '-')
    .replaceAll(/-{2,}/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .replace(/^(\d)/, '_$1')
    .toLowerCase();
}

/** Relative links of a page. Those of the web are not looked at: nothing here may depend on the network. */
function linksOf(text) {
  const inline = [...prose(text).matchAll(/\]\(([^()\s]+)\)/g)].map(([, target = '']) => target);
  const images = [...prose(text).matchAll(/(?:src|href)="([^"]+)"/g)].map(
    ([, target = '']) => target,
  );
  return [...inline, ...images].filter((target) => !/^[a-z]+:/.test(target));
}

/**
 * Links that lead nowhere: to no file, or to no heading of a page.
 *
 * @param {string} page relative to the root of the repository
 */
export function deadLinks(page) {
  const text = readFileSync(join(repository, page), 'utf8');
  return linksOf(text).filter((link) => {
    const [path = '', anchor] = link.split('#');
    const target = path === '' ? page : join(dirname(page), path);
    const file = join(repository, target);
    if (!existsSync(file) || relative(repository, file).startsWith('..')) return true;
    if (anchor === undefined || !target.endsWith('.md')) return false;
    return !anchors(readFileSync(file, 'utf8')).has(anchor);
  });
}
