import { directoryOf, joinPath } from '../paths.js';
import { parseRequirement } from './requirements.js';

/** What requirements files name. */
export interface ListedRequirements {
  /** Requirements of distributions, as they are written. */
  requirements: string[];
  /** Folders that are installed, relative to the workspace root. */
  folders: string[];
}

/** A requirements file by its name: `requirements.txt`, `requirements-dev.in`, `requirements/base.txt`. */
export function isRequirementsFile(file: string): boolean {
  return /(^|\/)(?:[\w-]+[-_.])?requirements(?:[-_.][\w.-]+)?\.(?:txt|in)$|(^|\/)requirements\/[^/]+\.(?:txt|in)$/.test(
    file,
  );
}

/** The folder that a requirements file is for. */
export function folderOfRequirements(file: string): string {
  const folder = directoryOf(file);
  return /(^|\/)requirements$/.test(folder) ? directoryOf(folder) : folder;
}

/** One line without comment, marker and what is behind a backslash. */
const plainLine = (line: string) => line.replace(/(^|\s)#.*$|\\$/g, '').trim();

function readLine(line: string, folder: string, found: ListedRequirements): void {
  const editable = /^(?:-e|--editable)(?:\s+|=)(.+)$/.exec(line)?.[1];
  const path = (editable ?? line).replace(/^file:(?:\/\/)?/, '').replace(/\[[^\]]*\]$/, '');
  if (/^\.{1,2}(?:\/|$)/.test(path)) found.folders.push(joinPath(folder, path));
  else if (editable === undefined && !line.startsWith('-') && parseRequirement(line))
    found.requirements.push(line);
}

/**
 * Reads requirements files, without those that they include: these are among the files themselves.
 *
 * @param texts - by file, relative to the workspace root
 */
export function readRequirementsFiles(texts: Iterable<[string, string]>): ListedRequirements {
  const found: ListedRequirements = { requirements: [], folders: [] };
  for (const [file, text] of texts) {
    // pip takes paths from where it is started; written in a file they are meant from its folder.
    const folder = folderOfRequirements(file);
    for (const line of text.split(/\r?\n/)) readLine(plainLine(line), folder, found);
  }
  return {
    requirements: [...new Set(found.requirements)],
    folders: [...new Set(found.folders)].filter((path) => !path.startsWith('..')),
  };
}
