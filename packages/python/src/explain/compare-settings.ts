import type { Cause, Change } from './cause.js';
import { differences } from './changes.js';
import type { RecordedExternal, TaskRecord } from './record.js';

/** Whether a node stands for what a tool reads above a project. */
export function isConfigNode(name: string): boolean {
  return name.startsWith('python-config:');
}

type Nodes = [name: string, node: RecordedExternal][];

function configNodes({ externals }: TaskRecord): Nodes {
  return Object.entries(externals).filter(([name]) => isConfigNode(name));
}

/** The parts of all nodes: which node a part stands in says nothing about what it does. */
function partsOf(nodes: Nodes): Record<string, string> {
  return Object.assign({}, ...nodes.map(([, { parts = {} }]) => parts));
}

/** A whole file is told as a file; a section as a setting. */
function partCause(part: string, change: Change): Cause {
  if (part.startsWith('names under '))
    return { kind: 'settings', change, file: part, section: null };
  const [, file, section] = /^(.*) \[(.*)\]$/s.exec(part) ?? [];
  if (file === undefined || section === undefined)
    return { kind: 'file', change, path: part, relation: 'workspace', project: null };
  return { kind: 'settings', change, file, section };
}

/** Sections and whole files of configuration that tools read above the projects. */
export function compareSettings(before: TaskRecord, after: TaskRecord): Cause[] {
  const [left, right] = [configNodes(before), configNodes(after)];
  const parts = differences(partsOf(left), partsOf(right));
  if (parts.length > 0) return parts.map(({ key, change }) => partCause(key, change));
  const hashes = (nodes: Nodes) =>
    Object.fromEntries(nodes.map(([name, { hash }]) => [name, hash]));
  const order = differences(hashes(left), hashes(right));
  // The same parts in another order, or found from another folder.
  return order.slice(0, 1).map(({ key, change }): Cause => {
    const node = after.externals[key] ?? before.externals[key];
    return { kind: 'settings', change, file: node?.packageName ?? key, section: null };
  });
}
