import { globAsync, type Tree } from '@nx/devkit';

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
  /** Where ruff checks, if nothing has it format. */
  checkedOnly?: CommandLine;
}

/** Where repositories keep their commands; also those in words for people and agents. */
const patterns = [
  '**/{Makefile,makefile,GNUmakefile,justfile,Justfile,.justfile,Taskfile.yml,Taskfile.yaml,tasks.py}',
  '**/{tox.ini,setup.cfg,noxfile.py,hatch.toml,pyproject.toml,package.json,project.json}',
  '**/{.pre-commit-config.yaml,.pre-commit-config.yml,lefthook.yml,trunk.yaml}',
  '**/{CONTRIBUTING.md,CONTRIBUTING.rst,README.md,AGENTS.md,CLAUDE.md}',
  '.github/**/*.{yml,yaml}',
  '{.gitlab-ci.yml,.circleci/config.yml,azure-pipelines.yml,bitbucket-pipelines.yml}',
  '{scripts,script,tools,bin,dev,ci}/*',
];

/** Words may be those of a shell or strings in a list. */
const between = String.raw`["',\s]+`;
const allExtras = /\buv\s+(?:sync|run)\b[^\n;&|]*\s--all-extras\b/;
const checks = new RegExp(
  String.raw`\bruff${between}(?:check\b|\.(?=\s|$))|\bid:\s*ruff(?:-check)?\s*$`,
);
const formats = new RegExp(
  String.raw`\bruff${between}format\b|\bid:\s*ruff-format\b|\b(?:uv|hatch)${between}(?:format|fmt)\b|^\s*\[(?:tool\.ruff\.)?format[\].]|^\s*format\.`,
);

/** The same text with as many lines, where a line that goes on below is one. */
function joined(text: string): string {
  return text.replace(/(?:[^\n]*\\\r?\n)+[^\n]*/g, (lines) => {
    const rest = '\n'.repeat(lines.split('\n').length - 1);
    return lines.replace(/\\\r?\n/g, ' ') + rest;
  });
}

function firstLine(texts: ReadonlyMap<string, string>, pattern: RegExp): CommandLine | undefined {
  for (const [file, text] of texts) {
    const line = joined(text)
      .split('\n')
      .findIndex((one) => pattern.test(one));
    if (line >= 0) return { file, line: line + 1 };
  }
  return undefined;
}

/**
 * What the commands of a repository say.
 *
 * @param texts - of the files in which repositories keep commands, by path; those that count most first
 */
export function ownCommands(texts: ReadonlyMap<string, string>): OwnCommands {
  const ofAll = new Map([...texts].filter(([file]) => !file.includes('/') || file[0] === '.'));
  const extras = firstLine(ofAll, allExtras);
  const check = firstLine(texts, checks);
  const isFormatted = firstLine(texts, formats) !== undefined;
  return {
    ...(extras ? { allExtras: extras } : {}),
    ...(check && !isFormatted ? { checkedOnly: check } : {}),
  };
}

/** Commands come before words about them, and the root before what is below it. */
const rank = (file: string) => (/\.(?:md|rst)$/.test(file) ? 100 : 0) + file.split('/').length;

/** Reads what the repository's own commands say. */
export async function readOwnCommands(tree: Tree): Promise<OwnCommands> {
  const files = await globAsync(tree, [...patterns, '**/{ruff,.ruff}.toml']);
  const ranked = files.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  const texts = ranked.flatMap((file): [string, string][] => {
    const text = tree.read(file, 'utf8');
    return text === null ? [] : [[file, text]];
  });
  return ownCommands(new Map(texts));
}
