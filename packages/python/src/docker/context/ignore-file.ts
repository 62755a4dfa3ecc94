import picomatch from 'picomatch';

interface Rule {
  matches: (path: string) => boolean;
  /** True for a line that starts with `!`: it takes back what lines before it left out. */
  readmits: boolean;
}

// As Go's filepath.Match and `**` have it: no braces, no extended globs.
const dialect = { dot: true, nobrace: true, noextglob: true, nonegate: true };

function readRule(line: string): Rule[] {
  const text = line.trim();
  if (text === '' || line.startsWith('#')) return [];
  const readmits = text.startsWith('!');
  const pattern = text
    .slice(readmits ? 1 : 0)
    .trim()
    .replace(/^(?:\.?\/)+/, '')
    .replace(/\/+$/, '');
  if (pattern === '') return [];
  const matches = picomatch(pattern === '.' ? '**' : pattern, dialect);
  // Called with one argument: a second one would ask picomatch for an object.
  return [{ matches: (path) => matches(path), readmits }];
}

/** A path and the folders around it, outermost first. */
function withFolders(path: string): string[] {
  const parts = path.split('/');
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

/**
 * Reads a .dockerignore: the last line that matches a file, or a folder around it, decides.
 *
 * @returns whether a path, relative to the context, is left out
 */
export function readIgnoreFile(text: string): (path: string) => boolean {
  const rules = text.split(/\r?\n/).flatMap(readRule);
  return (path) => {
    const paths = withFolders(path);
    const last = rules.findLast(({ matches }) => paths.some(matches));
    return last !== undefined && !last.readmits;
  };
}
