import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitepress';
import { literalCode, repositoryLinks } from './markdown.mjs';

const repository = 'https://github.com/nx-signal/nx-signal';
const docs = fileURLToPath(new URL('..', import.meta.url));

/** Pages by job. A page that is not there is left out. */
const sections = [
  [
    'Start',
    ['Add it to a repository', 'guides/add-to-a-repository'],
    ['Start a new workspace', 'guides/new-workspace'],
    ['Projects and targets', 'guides/getting-started'],
    ['Coming from @nxlv/python', 'guides/migrate-from-nxlv'],
    ['Coming from Turborepo, Pants, scripts', 'guides/coming-from'],
    ['How it compares', 'guides/comparison'],
  ],
  [
    'Work',
    ['Everyday work', 'guides/everyday'],
    ['Configure', 'guides/configure'],
    ['Speed', 'guides/speed'],
    ['Why did it run?', 'guides/explain'],
    ['Generators', 'guides/generators'],
    ['Sync declarations', 'guides/sync'],
    ['Coding agents', 'guides/coding-agents'],
    ['Troubleshooting', 'guides/troubleshooting'],
  ],
  [
    'Ship',
    ['CI on GitHub and GitLab', 'guides/ci'],
    ['Remote cache', 'guides/remote-cache'],
    ['Threat model', 'guides/threat-model'],
    ['Images', 'guides/docker'],
    ['Native code', 'guides/native-code'],
    ['Security audit', 'guides/audit'],
    ['Release', 'guides/release'],
  ],
  [
    'Understand',
    ['Architecture', 'guides/architecture'],
    ['How the cache decides', 'guides/caching'],
    ['Verified inputs', 'guides/verified-inputs'],
    ['Merged checks', 'guides/merged-checks'],
    ['Environments', 'guides/environments'],
    ['Decisions', 'decisions/'],
  ],
  [
    'Reference',
    ['Options', 'reference/options'],
    ['Generators', 'reference/generators'],
    ['Errors', 'reference/errors'],
    ['signal.json', 'reference/signal'],
    ['Cache server', 'reference/cache-server'],
    ['Benchmarks', 'benchmarks'],
    ['Public repositories', 'adoption'],
  ],
];

const isThere = ([, page]) => page.endsWith('/') || existsSync(`${docs}${page}.md`);

export default defineConfig({
  title: 'nx-signal',
  description:
    'Cached, dependency-aware lint, types and tests for Python projects in an Nx workspace.',
  lang: 'en',
  cleanUrls: true,
  lastUpdated: false,
  ignoreDeadLinks: false,
  rewrites: { 'decisions/README.md': 'decisions/index.md' },
  cacheDir: '../.cache/vitepress',
  outDir: '../.cache/site',
  markdown: {
    config(markdown) {
      literalCode(markdown);
      repositoryLinks(markdown, repository);
    },
  },
  themeConfig: {
    outline: [2, 3],
    search: { provider: 'local' },
    socialLinks: [{ icon: 'github', link: repository }],
    nav: sections.map(([text, ...pages]) => ({
      text,
      items: pages.filter(isThere).map(([title, page]) => ({ text: title, link: `/${page}` })),
    })),
    sidebar: sections.map(([text, ...pages]) => ({
      text,
      items: pages.filter(isThere).map(([title, page]) => ({ text: title, link: `/${page}` })),
    })),
  },
});
