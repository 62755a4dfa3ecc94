import { globAsync, type Tree, visitNotIgnoredFiles } from '@nx/devkit';
import { escapePattern } from '../escape-pattern.js';
import { directoryOf, isInside, joinPath, relativePath } from '../paths.js';
import { type Relocation, relocateManifest } from './manifest-references.js';
import { renameModule } from './module-references.js';

/** What a relocation leaves to people. */
export interface Leftovers {
  /** Places such as `libs/a/src/a/x.py:3` where the old name may mean something else. */
  doubtful: string[];
  /** Files that mention the old folder or name and are not edited. */
  mentions: string[];
}

/** Files that name folders and modules in no language of their own. */
const plainFiles =
  /(^|\/)(Dockerfile[^/]*|[^/]*\.dockerfile|(docker-)?compose[^/]*\.ya?ml|CMakeLists\.txt|project\.json|\.gitlab-ci\.yml)$|^\.github\/workflows\/[^/]+\.ya?ml$/;

/** What only Nx's own files and pipelines mean by a project's name. */
function relocateTargets(text: string, file: string, { from, to }: Relocation): string {
  const target = new RegExp(`(?<![\\w./-])${escapePattern(from.name)}(?=:[a-z])`, 'g');
  if (!file.endsWith('project.json'))
    return /\.ya?ml$/.test(file) && !/compose/.test(file) ? text.replaceAll(target, to.name) : text;
  const quoted = new RegExp(`(?<=")${escapePattern(from.name)}(?=")`, 'g');
  return text.replaceAll(target, to.name).replaceAll(quoted, to.name);
}

/** What the project's own Dockerfile or build file means by its module. */
function relocateModule(text: string, { from, to }: Relocation): string {
  const member = new RegExp(`(?<![\\w.-])${escapePattern(from.module)}(?=[.:/]\\w)`, 'g');
  const install = new RegExp(`(?<=DESTINATION )${escapePattern(from.module)}(?!\\w)`, 'g');
  return text.replaceAll(member, to.module).replaceAll(install, to.module);
}

function relocatePlain(text: string, file: string, relocation: Relocation): string {
  const { from, to } = relocation;
  const folder = new RegExp(`(?<![\\w./-])(\\./)?${escapePattern(from.directory)}(?![\\w.-])`, 'g');
  const flag = new RegExp(`(--package[ =])${escapePattern(from.name)}(?![\\w.-])`, 'g');
  const moved = text.replaceAll(folder, `$1${to.directory}`).replaceAll(flag, `$1${to.name}`);
  const renamed = relocateTargets(moved, file, relocation);
  return isInside(file, from.directory) ? relocateModule(renamed, relocation) : renamed;
}

/**
 * Points a lock to the new folder. uv would look for the old one: the entry of a project whose name
 * and version are as before is taken for current.
 */
function relocateLock(text: string, directory: string, { from, to }: Relocation): string {
  return text.replaceAll(/(?<=\b(?:editable|virtual|directory) = ")[^"]+(?=")/g, (path) =>
    joinPath(directory, path) === from.directory ? relativePath(directory, to.directory) : path,
  );
}

/** Rewrites one file; returns lines of it that need a look. */
function relocateFile(tree: Tree, file: string, relocation: Relocation): number[] {
  const { from, to } = relocation;
  const text = tree.read(file, 'utf8') ?? '';
  let result = text;
  let doubtful: number[] = [];
  if (/\.pyi?$/.test(file) && from.module !== to.module)
    ({ text: result, doubtful } = renameModule(text, from.module, to.module));
  else if (/(^|\/)(pyproject|\.?ruff|ty|pyrefly)\.toml$/.test(file))
    result = relocateManifest(file, text, directoryOf(file), relocation);
  else if (file.endsWith('uv.lock')) result = relocateLock(text, directoryOf(file), relocation);
  else if (plainFiles.test(file)) result = relocatePlain(text, file, relocation);
  if (result !== text) tree.write(file, result);
  return doubtful;
}

function newPath(file: string, { from, to }: Relocation): string {
  const inside = file.slice(from.directory.length + 1);
  const renamed = inside.replace(
    new RegExp(`^(src/)?${escapePattern(from.module)}(?=/)`),
    `$1${to.module}`,
  );
  return `${to.directory}/${renamed}`;
}

function moveFiles(tree: Tree, relocation: Relocation): void {
  const files: string[] = [];
  visitNotIgnoredFiles(tree, relocation.from.directory, (file) => files.push(file));
  for (const file of files) {
    const path = newPath(file, relocation);
    if (path !== file) tree.rename(file, path);
  }
}

async function mentions(tree: Tree, { from }: Relocation): Promise<string[]> {
  const pattern = new RegExp(`(?<![\\w./-])${escapePattern(from.directory)}(?![\\w-])`);
  const files = await globAsync(tree, [
    '**/*.{md,rst,txt,cfg,ini,json,yml,yaml,sh,toml}',
    '**/Makefile',
  ]);
  return files.filter(
    (file) =>
      tree.exists(file) &&
      !/(^|\/)(uv\.lock|package-lock\.json|node_modules\/)/.test(file) &&
      pattern.test(tree.read(file, 'utf8') ?? ''),
  );
}

/** Gives a project another name, module or folder, in the tree and in all that refers to it. */
export async function relocate(tree: Tree, relocation: Relocation): Promise<Leftovers> {
  const files = await globAsync(tree, [
    '**/*.{py,pyi}',
    '**/{pyproject,ruff,.ruff,ty,pyrefly}.toml',
    '**/uv.lock',
    '**/{Dockerfile*,*.dockerfile,compose*.y*ml,docker-compose*.y*ml,CMakeLists.txt,project.json}',
    '.gitlab-ci.yml',
    '.github/workflows/*.y*ml',
  ]);
  const doubtful: string[] = [];
  for (const file of files.filter((path) => tree.exists(path)).sort())
    for (const line of relocateFile(tree, file, relocation)) doubtful.push(`${file}:${line}`);
  moveFiles(tree, relocation);
  return {
    doubtful,
    mentions:
      relocation.from.directory === relocation.to.directory ? [] : await mentions(tree, relocation),
  };
}
