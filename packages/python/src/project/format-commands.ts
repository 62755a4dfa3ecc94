import { directoryOf } from '../paths.js';

/** Files with commands for the folder they are in and all below it. */
const besideSources = [
  ...['Makefile', 'makefile', 'GNUmakefile', 'justfile', 'Justfile', '.justfile'],
  ...['Taskfile.yml', 'Taskfile.yaml', 'tasks.py', 'noxfile.py', 'tox.ini', 'hatch.toml'],
  ...['.pre-commit-config.yaml', '.pre-commit-config.yml', 'lefthook.yml', 'lefthook.yaml'],
  ...['package.json', 'project.json'],
];

/** Folders at the root whose scripts are for the whole repository. */
const scriptFolders = ['scripts', 'script', 'tools', 'bin', 'dev', 'ci'];

/**
 * Where repositories keep commands and hooks, beside pyproject.toml. Words for people are none of it: nobody but
 * people goes by them.
 */
export const commandGlobs: readonly string[] = [
  `**/{${besideSources.join(',')}}`,
  '.github/**/*.{yml,yaml}',
  '{.gitlab-ci.yml,.circleci/config.yml,azure-pipelines.yml,bitbucket-pipelines.yml}',
  '**/.vscode/settings.json',
  `{${scriptFolders.join(',')}}/*`,
];

const ofRoot = new RegExp(String.raw`^(?:\.github|\.circleci|${scriptFolders.join('|')})/`);

/** The folder in and below which the commands of a file are run. */
function folderOf(file: string): string {
  if (ofRoot.test(file)) return '.';
  const folder = directoryOf(file);
  return /(?:^|\/)\.vscode$/.test(folder) ? directoryOf(folder) : folder;
}

/** Words may be those of a shell, or strings in a list. */
const between = String.raw`["',\s\\]+`;
const formats = new RegExp(
  [
    String.raw`\bruff(?:@[\w.]+)?${between}format\b`,
    String.raw`\bruff-action@[^]*?\bargs:\s*["']?format\b`,
    String.raw`\b(?:uv|hatch)${between}(?:format|fmt)\b`,
    String.raw`\bid:\s*["']?ruff-format\b`,
    String.raw`"editor\.defaultFormatter"\s*:\s*"charliermarsh\.ruff"`,
  ].join('|'),
);

/** A text without its comments: those of most languages are lines of their own. */
const withoutComments = (text: string) => text.replace(/^\s*(?:#|\/\/).*$/gm, '');

/** Whether something in a text has ruff format files. */
function hasFormat(text: string): boolean {
  // Most texts have no such word.
  return /format|fmt|charliermarsh\.ruff/.test(text) && formats.test(withoutComments(text));
}

/**
 * The first file of each folder in whose commands ruff formats.
 *
 * @param texts - of files with commands, by path
 */
export function formatCommands(texts: Iterable<readonly [string, string]>): Map<string, string> {
  const found = new Map<string, string>();
  for (const [file, text] of texts) {
    const folder = folderOf(file);
    if (!found.has(folder) && hasFormat(text)) found.set(folder, file);
  }
  return found;
}
