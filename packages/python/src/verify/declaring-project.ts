import { readdirSync } from 'node:fs';
import { join, sep } from 'node:path';
import { deriveLayout } from '../imports/layout.js';
import { moduleFiles } from '../imports/module-files.js';
import { normalizeName } from '../normalize-name.js';
import { relativeInside } from '../paths.js';
import { parseRequirement } from '../project/requirements.js';
import { asStrings, asTable, distributionName, type Table } from '../toml/pyproject.js';
import type { AddRequest } from './add-command.js';
import { readPyproject } from './project-inputs.js';
import { ownerOf } from './undeclared-reads.js';
import type { ImportingTask } from './verified-task.js';

const passedOver = new Set(['node_modules', '.venv', '.git', '__pycache__', 'dist', 'build']);

/** The Python files below a folder, relative to it, sorted. */
export function pythonFiles(folder: string): string[] {
  const found: string[] = [];
  const open = [''];
  for (let inside = open.pop(); inside !== undefined; inside = open.pop()) {
    for (const entry of readdirSync(join(folder, inside), { withFileTypes: true })) {
      const path = inside === '' ? entry.name : `${inside}/${entry.name}`;
      if (entry.isDirectory() && !passedOver.has(entry.name)) open.push(path);
      else if (/\.pyi?$/.test(entry.name)) found.push(path.split(sep).join('/'));
    }
  }
  return found.sort();
}

/** Whether the build backend leaves a file out: tests and scripts. */
function isPrivate(file: string, folder: string, data: Table): boolean {
  const files = pythonFiles(folder);
  const modules = moduleFiles(files, deriveLayout(files, data));
  return modules.find((module) => module.file === file)?.private ?? false;
}

/** The group that pytest stands in, which tests are installed with; `dev` where none says so. */
function groupOfTests(data: Table): string {
  const groups = Object.entries(asTable(data['dependency-groups']));
  const withPytest = groups.find(([, list]) =>
    asStrings(list).some((text) => normalizeName(parseRequirement(text)?.name ?? '') === 'pytest'),
  );
  return withPytest?.[0] ?? 'dev';
}

/** Who has to declare what a file imports: the file's own project, which need not be the tested one. */
export function declaringProject(
  file: string | undefined,
  { workspaceRoot, directory, projectRoots, environment, packages }: ImportingTask,
): Omit<AddRequest, 'distribution'> {
  const owner = (file !== undefined && ownerOf(file, projectRoots)) || directory;
  const lock = packages?.lock ?? 'uv.lock';
  const request = { directory: owner, environment, lock, project: undefined, group: 'dev' };
  try {
    const { data } = readPyproject(workspaceRoot, owner);
    const inTests =
      file === undefined ||
      isPrivate(relativeInside(file, owner), join(workspaceRoot, owner), data);
    return {
      ...request,
      project: distributionName(data),
      group: inTests ? groupOfTests(data) : undefined,
    };
  } catch {
    // Without a manifest that can be read, the command still says what is missing.
    return request;
  }
}
