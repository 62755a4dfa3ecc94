// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the shell expands these
import { fileURLToPath } from 'node:url';
import { findInShell, locksInShell, type Surroundings } from './environment-in-shell.js';

const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

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

function inShell({ environment, surroundings, program, isBeside }: InstalledPart): string {
  const lock = isBeside ? '{ cat $l; break; }' : 'exec cat $l';
  const print = program === undefined ? printAll : printOne(program);
  const otherwise = surroundings?.isKept
    ? ['[ "$e" ] || { cd "$r"; exec ', withScript({ environment, program, isBeside }), '; }'].join(
        '',
      )
    : 'true';
  return [
    'r=$PWD; LC_ALL=C; export LC_ALL',
    `cd ${quoted(environment)} || exit 0`,
    `for l in ${locksInShell}; do [ -r $l ] && ${lock}; done`,
    findInShell(surroundings),
    otherwise,
    'for s in "$e"/lib/*/site-packages; do ' +
      `[ -d "$s" ] && ( cd "$s" && { ${print}; } ); done; true`,
  ].join('; ');
}

const script = fileURLToPath(new URL('../bundle/print-installed.js', import.meta.url));

function withScript({ environment, program, isBeside }: InstalledPart): string {
  const options = [isBeside ? '--beside' : [], program ?? []].flat();
  return ['node', `"${script}"`, `"${environment}"`, ...options].join(' ');
}

/** What of an environment is printed. */
export interface InstalledPart {
  /** Folder of the environment, relative to the workspace root. */
  environment: string;
  /** Undefined beside uv.lock. */
  surroundings?: Surroundings | undefined;
  /** The only distribution that matters, where that is so. */
  program?: string | undefined;
  /** There is a lock, and something was installed beside it: it takes both to say what. */
  isBeside?: boolean | undefined;
}

/**
 * What brings into a hash the packages that an environment holds, where no tracked lock says it: a command
 * that prints the lock that git ignores, or else what is installed. The machine decides the answer, so it
 * is a `runtime` input, which Nx asks anew on every run: a node of the graph would be as old as the daemon.
 */
export function installedInput(
  part: InstalledPart,
  platform: NodeJS.Platform = process.platform,
): { runtime: string } {
  return { runtime: platform === 'win32' ? withScript(part) : inShell(part) };
}
