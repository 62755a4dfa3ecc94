// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the shell expands these

/** Where the environment of a folder may be that has no uv.lock. */
export interface Surroundings {
  /** How many folders there are above it inside the repository. */
  levels: number;
  /** Whether its manager may keep the environment elsewhere: then a program asks it. */
  isKept: boolean;
}

/** The locks in the order in which they count. */
export const locksInShell = 'uv.lock poetry.lock pdm.lock pylock.toml';

/** Where an environment is beside uv.lock, whether it is there or not. */
export const besideLock = '"${UV_PROJECT_ENVIRONMENT:-.venv}"';

/**
 * Commands that leave the path of the environment of the current folder in `$e`, or nothing where there is
 * none: what `findEnvironment` does, with nothing but the shell, since it runs before every hash.
 */
export function findInShell(surroundings: Surroundings | undefined): string {
  if (surroundings === undefined) return `e=${besideLock}`;
  const { levels } = surroundings;
  const above = Array.from({ length: levels }, (_, level) => '../'.repeat(level + 1));
  const shared = above.flatMap((folder) => [`${folder}.venv`, `${folder}venv`]);
  return [
    'e= k=',
    `for l in ${locksInShell}; do [ -e $l ] && k=1; done`,
    `for c in ${besideLock} .venv venv; do [ -e "$c/pyvenv.cfg" ] && { e=$c; break; }; done`,
    `[ "$e" ] || for c in ${[...shared, '"$VIRTUAL_ENV"'].join(' ')}; do ` +
      '[ -e "$c/pyvenv.cfg" ] || continue; ' +
      `[ "$k" ] && for l in ${locksInShell}; do [ -e "\${c%/*}/$l" ] && continue 2; done; ` +
      'e=$c; break; done',
    '[ "$e" ] || { c=; [ -r .pdm-python ] && read -r c < .pdm-python; c=${c%/*}; ' +
      '[ "$c" ] && [ -e "${c%/*}/pyvenv.cfg" ] && e=${c%/*}; }',
  ].join('; ');
}
