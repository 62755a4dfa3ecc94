// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the shell expands these
import { fileURLToPath } from 'node:url';

const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

/** The locks in the order in which they count. */
const locks = 'uv.lock poetry.lock pdm.lock pylock.toml';

/**
 * Paths inside the workspace, whose root is `$r`, are printed as seen from there: the same environment in
 * another checkout is the same. Files that may hold such paths are read line by line.
 */
const printLines =
  'while IFS= read -r t || [ "$t" ]; do ' +
  'case $t in *"$r"*) t="${t%%"$r"*}.${t#*"$r"}";; esac; echo "$f $t"; done < "$f"';

/** Files by their hashes, without those that differ from place to place: scripts, and what describes the rest. */
const notOfPackages = "'^\\.\\./|\\.(dist|egg)-info/|__pycache__/|\\.pth,|^__editable__'";

const printAll =
  'echo *.dist-info *.egg-info *.egg-link; ' +
  `for f in *.dist-info/direct_url.json *.pth *.egg-link; do [ -r "$f" ] && ${printLines}; done; ` +
  `grep -hvE ${notOfPackages} *.dist-info/RECORD 2>/dev/null | cksum`;

const printOne = (program: string) => `echo ${program.replaceAll('-', '_')}-*.dist-info`;

function inShell(environment: string, program: string | undefined, isBeside: boolean): string {
  const lock = isBeside ? '{ cat $l; break; }' : 'exec cat $l';
  const print = program === undefined ? printAll : printOne(program);
  return [
    'r=$PWD; LC_ALL=C; export LC_ALL',
    `cd ${quoted(environment)} || exit 0`,
    `for l in ${locks}; do [ -r $l ] && ${lock}; done`,
    'for s in "${UV_PROJECT_ENVIRONMENT:-.venv}"/lib/*/site-packages; do ' +
      `[ -d "$s" ] && ( cd "$s" && { ${print}; } ); done; true`,
  ].join('; ');
}

const script = fileURLToPath(new URL('../environment/print-installed.js', import.meta.url));

/**
 * What brings into a hash the packages that an environment holds, where no tracked lock says it: a command
 * that prints the lock that git ignores, or else what is installed. The machine decides the answer, so it
 * is a `runtime` input, which Nx asks anew on every run: a node of the graph would be as old as the daemon.
 *
 * @param environment - folder of the environment, relative to the workspace root
 * @param program - the only distribution that matters, where that is so
 * @param isBeside - there is a lock, and something was installed beside it: it takes both to say what
 */
export function installedInput(
  environment: string,
  program?: string,
  isBeside = false,
  platform: NodeJS.Platform = process.platform,
): { runtime: string } {
  if (platform !== 'win32') return { runtime: inShell(environment, program, isBeside) };
  const options = [isBeside ? '--beside' : [], program ?? []].flat();
  return { runtime: ['node', `"${script}"`, `"${environment}"`, ...options].join(' ') };
}
