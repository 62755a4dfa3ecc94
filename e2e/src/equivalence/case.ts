import type { PythonProject } from '../harness/python-workspace.js';

/** Projects of a workspace that show one way in which tasks can get in each other's way. */
export interface EquivalenceCase {
  projects?: Record<string, PythonProject>;
  /** More files of the workspace, relative to its root. */
  files?: Record<string, string>;
  /** Tasks that fail; the others of {@link tasksOf} pass. So the case is known to be what it says. */
  failing?: string[];
  /** Text that a task's output has, by task. */
  shows?: Record<string, string | RegExp>;
  /** Projects that are made by `files`. */
  names?: string[];
}

/** Cases by what they are about. */
export type EquivalenceCases = Record<string, EquivalenceCase>;

/** A module of tests: imports, then the given functions. */
export function testModule(imports: string[], ...functions: string[]): string {
  const head = imports.length > 0 ? `${imports.join('\n')}\n\n\n` : '';
  return `${head}${functions.map((text) => text.trim()).join('\n\n\n')}\n`;
}

/** A test function. */
export function test(name: string, ...body: string[]): string {
  return [`def test_${name}() -> None:`, ...body.map((line) => `    ${line}`)].join('\n');
}
