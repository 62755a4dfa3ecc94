// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the shell expands these
import { fileURLToPath } from 'node:url';

/** Reads pyvenv.cfg as `parseInterpreter` does, with nothing but the shell: it runs before every hash. */
const readInShell =
  'i= v= f="${UV_PROJECT_ENVIRONMENT:-.venv}/pyvenv.cfg"; ' +
  '[ -r "$f" ] && while IFS=\' =\' read -r k w || [ "$k" ]; do ' +
  'case $k in version_info) v=$w;; version) v=${v:-$w};; implementation) i=$w;; esac; done < "$f"; ' +
  'case $v,${i:-CPython} in ,*|*,CPython);; *) v=$i-$v;; esac; ' +
  'echo "${v:-$(uv python find --show-version 2>/dev/null || echo none)}"';

const insideFolder = /^cd '(.*)' && \{ (.*); \}$/s;

const script = fileURLToPath(new URL('../environment/print-interpreter.js', import.meta.url));

const withScript = (environment: string) => `node "${script}" "${environment}"`;

/**
 * What brings an environment's interpreter into a hash: a command that prints its version. The machine
 * decides the answer, so it is a `runtime` input, which Nx asks anew on every run, also with the daemon.
 *
 * @param environment - folder of the environment, relative to the workspace root
 */
export function interpreterInput(
  environment: string,
  platform: NodeJS.Platform = process.platform,
): { runtime: string } {
  if (platform === 'win32') return { runtime: withScript(environment) };
  if (environment === '.') return { runtime: readInShell };
  const folder = environment.replaceAll("'", `'\\''`);
  return { runtime: `cd '${folder}' && { ${readInShell}; }` };
}

/** The environment whose interpreter a command prints; undefined for any other command. */
export function environmentOfCommand(command: string): string | undefined {
  if (command === readInShell) return '.';
  const [, folder, rest] = insideFolder.exec(command) ?? [];
  if (folder !== undefined && rest === readInShell) return folder.replaceAll(`'\\''`, "'");
  const [before = '', after = ''] = withScript('\0').split('\0');
  return command.startsWith(before) && command.endsWith(after)
    ? command.slice(before.length, -after.length)
    : undefined;
}
