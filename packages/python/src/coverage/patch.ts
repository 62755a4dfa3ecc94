import { isInside } from '../paths.js';
import { percentOf, percentText, rangesOf } from '../tools/pytest/coverage-report.js';
import type { ChangedLines } from './changed-lines.js';

/** Lines of a file, as coverage.py reports them. */
export interface FileLines {
  executed_lines: number[];
  missing_lines: number[];
}

/** How many changed lines count, and those that were not run. */
export interface Patch {
  counted: number;
  missed: Map<string, number[]>;
}

/** Changed lines with code in them, run or not. */
export function patchOf(files: Readonly<Record<string, FileLines>>, changed: ChangedLines): Patch {
  const missed = new Map<string, number[]>();
  let counted = 0;
  for (const [file, { executed_lines, missing_lines }] of Object.entries(files)) {
    const lines = changed.get(file);
    if (!lines) continue;
    const isChanged = (line: number) => lines.has(line);
    const absent = missing_lines.filter(isChanged);
    counted += executed_lines.filter(isChanged).length + absent.length;
    if (absent.length > 0) missed.set(file, absent);
  }
  return { counted, missed };
}

/** A project with a threshold for its changed lines. */
export interface PatchThreshold {
  project: string;
  /** From the workspace root. */
  folder: string;
  patch: number | undefined;
}

function percentIn({ counted, missed }: Patch): number {
  const absent = [...missed.values()].flat().length;
  return percentOf(counted - absent, counted);
}

/** Files of a project, without those of projects inside it. */
function filesOf(
  folder: string,
  files: Readonly<Record<string, FileLines>>,
  folders: readonly string[],
): Record<string, FileLines> {
  const inner = folders.filter((other) => other !== folder && isInside(other, folder));
  const entries = Object.entries(files).filter(
    ([file]) => isInside(file, folder) && !inner.some((other) => isInside(file, other)),
  );
  return Object.fromEntries(entries);
}

/** What to say about changed lines, and which projects have too few of theirs run. */
export function judgePatch(
  files: Readonly<Record<string, FileLines>>,
  changed: ChangedLines,
  base: string,
  thresholds: readonly PatchThreshold[],
): { text: string; low: string[] } {
  const all = patchOf(files, changed);
  if (all.counted === 0) return { text: `No measured line differs from ${base}.`, low: [] };
  const folders = thresholds.map(({ folder }) => folder);
  const low = thresholds.flatMap(({ project, folder, patch }) => {
    const percent = percentIn(patchOf(filesOf(folder, files, folders), changed));
    return patch !== undefined && percent < patch
      ? [`${project}: ${percentText(percent)} of changed lines, below ${patch} %`]
      : [];
  });
  const missed = [...all.missed].map(([file, lines]) => `  ${file}  ${rangesOf(lines)}`);
  const head = `Of ${all.counted} lines that differ from ${base}, ${percentText(percentIn(all))} are run by tests.`;
  return { text: [head, ...missed].join('\n'), low };
}
