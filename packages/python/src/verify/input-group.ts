import picomatch from 'picomatch';
import { isInside, relativeInside } from '../paths.js';

/**
 * File inputs that Nx hashes together: a file belongs to them when one of the globs matches and none
 * of the negated ones does, whatever their order.
 */
export interface InputGroup {
  /**
   * Folder of the project whose files these are, and which the globs start from; globs of the whole
   * workspace without one.
   */
  project?: string;
  globs: readonly string[];
  /** Nx reads them from the disk, so what git ignores is hashed as well. */
  includesIgnored?: true;
}

type Match = (path: string) => boolean;

const wildcard = /[*?[\]{}()!+@]/;

/** Nx takes the name of a folder for all that is in it. */
function withContents(glob: string): string[] {
  return glob === '' ? ['**'] : [glob, `${glob.replace(/\/$/, '')}/**`];
}

/** Compiled globs. Most projects have the same ones, each from its own folder. */
const matchers = new Map<string, Match>();

function matcher(globs: readonly string[]): Match {
  const key = globs.join('\0');
  const known = matchers.get(key) ?? compile(globs);
  matchers.set(key, known);
  return known;
}

function compile(globs: readonly string[]): Match {
  // Only with `posix` is `[!a]` any character but this one.
  const options = { dot: true, nonegate: true, posix: true };
  const included = globs.filter((glob) => !glob.startsWith('!'));
  const excluded = globs.filter((glob) => glob.startsWith('!')).map((glob) => glob.slice(1));
  // Where it is not known what Nx makes of a glob, the reading that covers less is taken.
  const positive = included.flatMap((glob) => (wildcard.test(glob) ? [glob] : withContents(glob)));
  const isIncluded = picomatch(positive.length > 0 ? positive : '**', options);
  const isExcluded = excluded.length > 0 && picomatch(excluded.flatMap(withContents), options);
  return (path) => isIncluded(path) && !(isExcluded && isExcluded(path));
}

/**
 * Tells whether a file belongs to one of the groups.
 *
 * @param ownerOf - folder of the project a file belongs to: Nx counts a file to the nearest only
 */
export function groupMatcher(
  groups: readonly InputGroup[],
  ownerOf: (file: string) => string | undefined,
): Match {
  const tests = groups.map(({ project, globs }): Match => {
    if (project === undefined) return matcher(globs);
    return (file) =>
      isInside(file, project) &&
      ownerOf(file) === project &&
      matcher(globs)(relativeInside(file, project));
  });
  return (file) => tests.some((matches) => matches(file));
}
