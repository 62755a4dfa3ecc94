// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the shell expands these
import { fileURLToPath } from 'node:url';
import { findInShell, type Surroundings } from './environment-in-shell.js';

/** Reads pyvenv.cfg as `parseInterpreter` does, with nothing but the shell: it runs before every hash. */
const start = 'i= v= ';
const readInShell =
  'f="$e/pyvenv.cfg"; ' +
  '[ -r "$f" ] && while IFS=\' =\' read -r k w || [ "$k" ]; do ' +
  'case $k in version_info) v=$w;; version) v=${v:-$w};; implementation) i=$w;; esac; done < "$f"; ' +
  'case $v,${i:-CPython} in ,*|*,CPython);; *) v=$i-$v;; esac; ';
const askUv = '$(uv python find --show-version 2>/dev/null || echo none)';

const insideFolder = /^cd '(.*)' && \{ i= v= .*; \}$/s;

const script = fileURLToPath(new URL('../bundle/print-interpreter.js', import.meta.url));

const withScript = (environment: string) => `node "${script}" "${environment}"`;

/** A program looks where the shell found nothing: a manager may keep the environment elsewhere. */
function otherwise(environment: string, surroundings: Surroundings | undefined): string {
  if (!surroundings?.isKept) return askUv;
  return `$(cd "$r" && ${withScript(environment)} || echo none)`;
}

/**
 * What brings an environment's interpreter into a hash: a command that prints its version. The machine
 * decides the answer, so it is a `runtime` input, which Nx asks anew on every run, also with the daemon.
 *
 * @param environment - folder of the environment, relative to the workspace root
 * @param surroundings - undefined beside uv.lock
 */
export function interpreterInput(
  environment: string,
  surroundings?: Surroundings,
  platform: NodeJS.Platform = process.platform,
): { runtime: string } {
  if (platform === 'win32') return { runtime: withScript(environment) };
  const isRoot = environment === '.';
  const root = surroundings?.isKept ? `r=${isRoot ? '$PWD' : '$OLDPWD'}; ` : '';
  const end = `echo "\${v:-${otherwise(environment, surroundings)}}"`;
  const print = `${start}${root}${findInShell(surroundings)}; ${readInShell}${end}`;
  if (isRoot) return { runtime: print };
  const folder = environment.replaceAll("'", `'\\''`);
  return { runtime: `cd '${folder}' && { ${print}; }` };
}

/** The environment whose interpreter a command prints; undefined for any other command. */
export function environmentOfCommand(command: string): string | undefined {
  if (command.startsWith(start)) return '.';
  const [, folder] = insideFolder.exec(command) ?? [];
  if (folder !== undefined) return folder.replaceAll(`'\\''`, "'");
  const [before = '', after = ''] = withScript('\0').split('\0');
  return command.startsWith(before) && command.endsWith(after)
    ? command.slice(before.length, -after.length)
    : undefined;
}
