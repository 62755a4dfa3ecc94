import { createDependenciesFrom } from '../graph/create-dependencies.js';
import { packImports } from '../imports/file-import.js';
import { scanImports } from '../imports/scan.js';
import type { WorkspaceOptions } from '../options/schema.js';
import { graphOf, nodesOf, type Texts } from './workspace.js';

/** Packed imports of the Python files among texts. */
export function scansOf(texts: Texts): Map<string, string> {
  const python = Object.entries(texts).filter(([file]) => file.endsWith('.py'));
  return new Map(python.map(([file, text]) => [file, packImports(scanImports(Buffer.from(text)))]));
}

/** Edges as `source → target type`; the texts of Python files are scanned for imports. */
export function edgesOf(
  texts: Texts,
  renamed: Record<string, string> = {},
  options: WorkspaceOptions = {},
): string[] {
  const graph = graphOf(texts, options);
  const names = new Map(
    Object.values(nodesOf(graph).projects).map(({ root, name }) => [
      root,
      renamed[root] ?? name ?? '',
    ]),
  );
  return createDependenciesFrom(graph, names, scansOf(texts)).map(
    ({ source, target, type }) => `${source} → ${target} ${type}`,
  );
}

/** Edges between projects alone, as `source → target`, sorted. */
export function projectEdgesOf(texts: Texts, options: WorkspaceOptions = {}): string[] {
  return edgesOf(texts, {}, options)
    .filter((edge) => edge.endsWith(' implicit') && !edge.includes('lock:'))
    .map((edge) => edge.replace(/ implicit$/, ''))
    .sort();
}

/** The projects that an edit of one selects: itself, and whoever depends on it at any depth. */
export function selectedBy(project: string, edges: readonly string[]): string[] {
  const selected = new Set([project]);
  for (const target of selected) {
    for (const edge of edges) {
      const [from = '', to] = edge.split(' → ');
      if (to === target) selected.add(from);
    }
  }
  return [...selected].sort();
}
