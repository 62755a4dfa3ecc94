import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { dataFolder } from '../data-folder.js';
import type { HashedFile, WorkspaceState } from './state.js';
import { nxFiles } from './store.js';

interface FileMapFile {
  fileMap: { projectFileMap: Record<string, HashedFile[]>; nonProjectFiles: HashedFile[] };
}

/** What Nx keeps about the files of a workspace, out of its own format. */
export function readFileMap(content: unknown): Pick<WorkspaceState, 'projectFiles' | 'otherFiles'> {
  const { fileMap } = content as FileMapFile;
  return { projectFiles: fileMap.projectFileMap, otherFiles: fileMap.nonProjectFiles };
}

/** The files of the workspace as Nx knows them now: current once a graph was made. */
export function presentFileMap(workspaceRoot: string): ReturnType<typeof readFileMap> {
  const file = join(dirname(dataFolder(workspaceRoot)), nxFiles.files);
  return readFileMap(JSON.parse(readFileSync(file, 'utf8')));
}
