import { globAsync, type Tree } from '@nx/devkit';
import { lockNames } from '../../lock/read-locks.js';

/** A line of one of the repository's own commands. */
export interface CommandLine {
  /** Relative to the root. */
  file: string;
  /** 1-based. */
  line: number;
}

/** What the repository's own commands do that the plugin could not know from manifests and settings. */
export interface OwnCommands {
  /** Where all extras are installed. */
  allExtras?: CommandLine;
  /** Where another linter or formatter is, if nothing has ruff. */
  other?: CommandLine & { tool: string };
}

/** Where repositories keep their commands, and what says which tools they have. */
const patterns = [
  '**/{Makefile,makefile,GNUmakefile,justfile,Justfile,.justfile,Taskfile.yml,Taskfile.yaml,tasks.py}',
  '**/{tox.ini,setup.cfg,setup.py,noxfile.py,hatch.toml,pyproject.toml,package.json,project.json}',
  '**/{.pre-commit-config.yaml,.pre-commit-config.yml,lefthook.yml,trunk.yaml,Pipfile}',
  '**/{ruff.toml,.ruff.toml,.flake8,.pylintrc,.style.yapf}',
  '**/*requirements*.{txt,in}',
  '**/requirements/*.{txt,in}',
  '.github/**/*.{yml,yaml}',
  '{.gitlab-ci.yml,.circleci/config.yml,azure-pipelines.yml,bitbucket-pipelines.yml}',
  '{scripts,script,tools,bin,dev,ci}/*',
  // Words for people and agents.
  '**/{CONTRIBUTING.md,CONTRIBUTING.rst,README.md,AGENTS.md,CLAUDE.md}',
  `**/{${lockNames.join(',')}}`,
];

const isProse = (file: string) => /\.(?:md|rst)$/.test(file);
const isLock = (file: string) => lockNames.some((name) => file.endsWith(name));
/** Of the whole repository: at its root, or in a folder that is for its commands. */
const isOfAll = (file: string) => !file.includes('/') || file.startsWith('.');

const allExtras = /\buv\s+(?:sync|run)\b[^\n;&|]*\s--all-extras\b/;
const hasRuff = /\bruff\b|\bhatch fmt\b/;
/** Other packages' extras name it in a lock, too. */
const locksRuff = /^\s*name\s*=\s*"ruff"/m;
const ruffIn = (file: string) => (isLock(file) ? locksRuff : hasRuff);
const others =
  /(?:^|[\s"'[.])(flake8|pylint|pycodestyle|pyflakes|black|yapf|autopep8|blue)(?=$|[\s"'\]=<>~!:])/;

/** The same text with as many lines, where a line that goes on below is one. */
function joined(text: string): string {
  return text.replace(/(?:[^\n]*\\\r?\n)+[^\n]*/g, (lines) => {
    const rest = '\n'.repeat(lines.split('\n').length - 1);
    return lines.replace(/\\\r?\n/g, ' ') + rest;
  });
}

type Texts = readonly (readonly [file: string, text: string])[];

function firstLine(
  texts: Texts,
  pattern: RegExp,
): (CommandLine & { match: RegExpExecArray }) | undefined {
  for (const [file, text] of texts) {
    const lines = joined(text).split('\n');
    for (const [index, line] of lines.entries()) {
      const match = /^\s*#/.test(line) ? null : pattern.exec(line);
      if (match) return { file, line: index + 1, match };
    }
  }
  return undefined;
}

const placeOf = ({ file, line }: CommandLine) => ({ file, line });

/** Another linter or formatter. Nobody who has ruff is looked at. */
function otherIn(all: Texts): OwnCommands['other'] {
  const said = all.filter(([file]) => !isProse(file));
  if (said.some(([file, text]) => /ruff\.toml$/.test(file) || ruffIn(file).test(text)))
    return undefined;
  const found = firstLine(
    said.filter(([file]) => !isLock(file) && !/\.json$/.test(file)),
    others,
  );
  return found && { ...placeOf(found), tool: found.match[1] ?? '' };
}

/**
 * What the commands of a repository say.
 *
 * @param all - texts of the files in which repositories keep commands, by path; those that count most first
 */
export function ownCommands(all: Texts): OwnCommands {
  const texts = all.filter(([file]) => !isLock(file));
  const extras = firstLine(
    texts.filter(([file]) => isOfAll(file)),
    allExtras,
  );
  const other = otherIn(all);
  return {
    ...(extras ? { allExtras: placeOf(extras) } : {}),
    ...(other ? { other } : {}),
  };
}

/** Commands come before words about them, and the root before what is below it. */
const rank = (file: string) => (isProse(file) ? 100 : 0) + file.split('/').length;

/** Reads what the repository's own commands say. */
export async function readOwnCommands(tree: Tree): Promise<OwnCommands> {
  const files = await globAsync(tree, patterns);
  const ranked = files.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  return ownCommands(
    ranked.flatMap((file) => {
      const text = tree.read(file, 'utf8');
      return text === null ? [] : [[file, text] as const];
    }),
  );
}
