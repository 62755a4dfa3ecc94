import type { HashedFile, WorkspaceState } from './state.js';

interface FileMapFile {
  fileMap: { projectFileMap: Record<string, HashedFile[]>; nonProjectFiles: HashedFile[] };
}

/** What Nx keeps about the files of a workspace, out of its own format. */
export function readFileMap(content: unknown): Pick<WorkspaceState, 'projectFiles' | 'otherFiles'> {
  const { fileMap } = content as FileMapFile;
  return { projectFiles: fileMap.projectFileMap, otherFiles: fileMap.nonProjectFiles };
}
