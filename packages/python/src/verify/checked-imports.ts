import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Installed, readInstalled } from '../environment/installed.js';
import { formatError } from '../errors.js';
import type { FileImport } from '../imports/file-import.js';
import { scanImports } from '../imports/scan.js';
import { isInside, joinPath } from '../paths.js';
import type { StepResult, ToolTask, ToolWorkspace } from '../tools/tool-task.js';
import { declaringProject, pythonFiles } from './declaring-project.js';
import type { NotedPackage } from './lists.js';
import { describePackages } from './packages.js';
import { undeclaredPackagesError } from './undeclared-packages.js';

type OwnerOf = (module: string) => string | undefined;

const top = (module: string) => module.split('.', 1)[0] ?? module;

/** The hidden distribution that a type checker would read for a module, if there is one. */
function ownerIn(modules: Record<string, string>, stubs: ReadonlyMap<string, string>): OwnerOf {
  return (module) => {
    for (let name = module; name !== ''; name = name.slice(0, Math.max(0, name.lastIndexOf('.')))) {
      if (modules[name] !== undefined) return modules[name];
    }
    return stubs.get(top(module));
  };
}

function meant({ module, names = [] }: FileImport): string[] {
  return names.length === 0 ? [module] : names.map((name) => `${module}.${name}`);
}

const statement = /\b(import|from)\b/;

/** Absolute imports by statements: what a call imports by a text, checkers do not look for. */
function importsOf(path: string): FileImport[] {
  try {
    const source = readFileSync(path);
    const lines = source.toString('utf8').split(/\r\n?|\n/);
    return scanImports(source).filter(
      ({ module, line }) => !module.startsWith('.') && statement.test(lines[line - 1] ?? ''),
    );
  } catch {
    // Gone, or nothing that Python reads: the checker says so.
    return [];
  }
}

function hiddenStubs({ stubs }: Installed, hidden: ReadonlySet<string>): Map<string, string> {
  return new Map(
    [...stubs].flatMap(([module, names]): [string, string][] =>
      names.every((name) => hidden.has(name)) ? [[module, names.join(' or ')]] : [],
    ),
  );
}

/** Whether a module is one of the workspace, which is found before what is installed. */
function isOurs(module: string, folders: readonly string[]): boolean {
  const name = top(module);
  return folders.some((folder) =>
    [name, `${name}.py`, `${name}.pyi`].some((path) => existsSync(join(folder, path))),
  );
}

/** The files of a task's project that the checker is given, or may choose from, relative to the root. */
function checkedFiles(task: ToolTask, checked: StepResult['checked'], root: string): string[] {
  const { options, project, nested } = task;
  const paths = options.kind === 'typecheck' ? (options.paths ?? options.sources ?? ['.']) : [];
  const own = checked?.filter((file) => isInside(file, project));
  const given = () =>
    pythonFiles(join(root, project))
      .filter((file) => paths.some((path) => isInside(file, path)))
      .map((file) => joinPath(project, file));
  return (own ?? given()).filter((file) => !nested.some((folder) => isInside(file, folder)));
}

function noteOf(
  { module, line, typeChecking }: FileImport,
  distribution: string,
  file: string,
  modules: Record<string, string>,
): NotedPackage {
  const isStubs = !Object.values(modules).includes(distribution);
  const note = { module, distribution, file, line };
  return typeChecking || isStubs ? { ...note, onlyTypes: true } : note;
}

function undeclaredImports(
  task: ToolTask,
  checked: StepResult['checked'],
  workspace: ToolWorkspace,
): NotedPackage[] {
  const allowed = task.imports?.packages;
  if (!allowed) return [];
  const installed = readInstalled(workspace.environmentFolder, workspace.cacheFolder);
  const { modules, hidden } = describePackages(installed, allowed);
  const stubs = hiddenStubs(installed, new Set(hidden));
  if (Object.keys(modules).length + stubs.size === 0) return [];
  const ownerOf = ownerIn(modules, stubs);
  const folders = [task.project, ...workspace.importRoots].map((path) =>
    join(workspace.root, path),
  );
  return checkedFiles(task, checked, workspace.root).flatMap((file) =>
    importsOf(join(workspace.root, file)).flatMap((found) =>
      meant(found).flatMap((module) => {
        const distribution = ownerOf(module);
        return distribution === undefined || isOurs(module, folders)
          ? []
          : [noteOf(found, distribution, file, modules)];
      }),
    ),
  );
}

/**
 * Adds to the result of a type checker what its project imports without having it among its
 * dependencies: the checker reads all that is installed, and only a part of that is in the hash.
 */
export function withUndeclaredImports(
  { checked, ...result }: StepResult,
  task: ToolTask,
  workspace: ToolWorkspace,
): StepResult {
  const { imports } = task;
  const packages = imports ? undeclaredImports(task, checked, workspace) : [];
  if (!imports || packages.length === 0) return result;
  const { id, project, kind, fails } = imports;
  const requestFor = ({ file, onlyTypes }: NotedPackage) =>
    declaringProject(onlyTypes ? undefined : file, imports);
  const error = undeclaredPackagesError({ task: id, project, kind, packages, requestFor });
  const text = fails ? formatError(error) : formatError(error).replace(/^error/, 'warning');
  const separator = result.output.endsWith('\n') || result.output === '' ? '\n' : '\n\n';
  return { success: result.success && !fails, output: `${result.output}${separator}${text}\n` };
}
