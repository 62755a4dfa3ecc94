// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the shell expands these
import { fileURLToPath } from 'node:url';
import { pythonEnvironment } from '../data-folder.js';
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

const withScript = (...args: string[]) =>
  ['node', ...[script, ...args].map((text) => `"${text}"`)].join(' ');

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

const dataInShell = '"${NX_WORKSPACE_DATA_DIRECTORY:-.nx/workspace-data}/nx-signal/';

/**
 * The same for the environment of tests that are to run on a version of Python. uv's answer, where there is none
 * yet, is none of a virtual environment.
 */
export function pythonInput(
  environment: string,
  python: string,
  platform: NodeJS.Platform = process.platform,
): { runtime: string } {
  if (platform === 'win32') return { runtime: withScript(environment, python) };
  const folder = environment.replaceAll("'", `'\\''`);
  const find = `uv python find --show-version --system ${python} 2>/dev/null`;
  const ask = `$(cd '${folder}' && ${find} || echo none)`;
  const e = `e=${dataInShell}${pythonEnvironment(environment, python)}"`;
  return { runtime: `p=${python} ${start}; ${e}; ${readInShell}echo "\${v:-${ask}}"` };
}

const onPython = /^p=\S+ i= v= ;/;

/** Whether a command prints the interpreter of {@link pythonInput}. */
export function asksForPython(command: string): boolean {
  return onPython.test(command);
}

/** The environment whose interpreter a command prints; undefined for any other command. */
export function environmentOfCommand(command: string): string | undefined {
  if (command.startsWith(start)) return '.';
  const [, folder] = insideFolder.exec(command) ?? [];
  if (folder !== undefined) return folder.replaceAll(`'\\''`, "'");
  const [before = '', after = ''] = withScript('\0').split('\0');
  if (!command.startsWith(before) || !command.endsWith(after)) return undefined;
  const named = command.slice(before.length, -after.length);
  // With a version of Python behind it, it is that of {@link pythonInput}.
  return named.includes('"') ? undefined : named;
}
