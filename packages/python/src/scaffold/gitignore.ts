/** What tools write into a workspace, in sections, as a .gitignore has them. */
const sections: readonly (readonly [string, readonly string[]])[] = [
  ['# Dependencies and environments', ['node_modules/', '.venv/']],
  ['# Built', ['build/', 'dist/', '*.egg-info/', '*.so', '*.pyd']],
  [
    '# Caches',
    [
      // Not all of .nx: in a repository without a package.json it holds Nx's wrapper.
      '.nx/cache/',
      '.nx/workspace-data/',
      '.hypothesis/',
      '.mypy_cache/',
      '.pytest_cache/',
      '.ruff_cache/',
      '__pycache__/',
    ],
  ],
  [
    '# Reports',
    [
      '.coverage',
      '.coverage.*',
      'coverage.json',
      'coverage.lcov',
      'coverage.xml',
      'htmlcov/',
      'junit.xml',
      'lcov.info',
    ],
  ],
];

/** Patterns that cover another one. */
const covers: Readonly<Record<string, readonly string[]>> = {
  '.nx/cache': ['.nx'],
  '.nx/workspace-data': ['.nx'],
  '.nx/ci': ['.nx'],
  '.nx/durations.json': ['.nx'],
  '.nx/last-green': ['.nx'],
  '*.so': ['*.py[cod]', '*.so'],
  '.coverage': ['.coverage*'],
  '.coverage.*': ['.coverage*'],
  '*.pyd': ['*.py[cod]', '*.py[co]d'],
};

function plain(pattern: string): string {
  return pattern
    .trim()
    .replace(/^\*\*\//, '')
    .replace(/^\//, '')
    .replace(/\/\*?$/, '');
}

/** Patterns that a .gitignore lacks, among those the tools need. */
export function missingPatterns(text: string, wanted: readonly string[]): string[] {
  const present = new Set(text.split(/\r?\n/).map(plain));
  return wanted.filter((pattern) => {
    const name = plain(pattern);
    return !present.has(name) && !(covers[name] ?? []).some((other) => present.has(plain(other)));
  });
}

/** The text of a .gitignore with these patterns added, in a section of their own. */
export function addPatterns(
  text: string,
  wanted: readonly string[],
  heading: string,
): { text: string; added: string[] } {
  const added = missingPatterns(text, wanted);
  if (added.length === 0) return { text, added };
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  const before = text === '' ? '' : text.endsWith('\n') ? `${text}${end}` : `${text}${end}${end}`;
  return { text: before + [heading, ...added].join(end) + end, added };
}

/** All patterns that a workspace should have. */
export const usualPatterns: readonly string[] = sections.flatMap(([, patterns]) => patterns);

/** The .gitignore of a new workspace. */
export function newGitignore(): string {
  return `${sections.map(([heading, patterns]) => [heading, ...patterns].join('\n')).join('\n\n')}\n`;
}
