import type { Cause, Change } from './cause.js';
import { differences } from './changes.js';
import type { RecordedExternal, TaskRecord } from './record.js';

/** The nodes of one package: itself, its extras, and its forks in the lock. */
interface Package {
  type: string;
  name: string;
  versions: string;
  digest: string;
}

const sectionPrefix = 'python-config:';
const machineNodes = {
  'nx-signal:platform': 'platform',
  'nx-signal:plugin': 'plugin',
} as const;

const isMachineNode = (name: string): name is keyof typeof machineNodes => name in machineNodes;

function packagesOf(externals: TaskRecord['externals']): Record<string, Package> {
  const groups = new Map<string, [string, RecordedExternal][]>();
  for (const [name, node] of Object.entries(externals)) {
    if (isMachineNode(name) || name.startsWith(sectionPrefix)) continue;
    const key = `${node.type}:${node.packageName}`;
    groups.set(key, [...(groups.get(key) ?? []), [name, node]]);
  }
  const packages: Record<string, Package> = {};
  for (const [key, nodes] of groups) {
    const [first] = nodes;
    if (!first) continue;
    const versions = [...new Set(nodes.map(([, { version }]) => version))].sort();
    packages[key] = {
      type: first[1].type,
      name: first[1].packageName,
      versions: versions.filter((version) => version !== '').join(', '),
      digest: nodes
        .map(([name, { hash }]) => `${name}=${hash}`)
        .sort()
        .join('\n'),
    };
  }
  return packages;
}

function packageCause(
  change: Change,
  before: Package | undefined,
  after: Package | undefined,
): Cause[] {
  const known = after ?? before;
  if (!known) return [];
  const { name, type } = known;
  if (type === 'lock') return [{ kind: 'requirements', change, name }];
  return [
    {
      kind: 'package',
      change,
      name,
      ecosystem: type,
      before: before ? before.versions : null,
      after: after ? after.versions : null,
    },
  ];
}

const isSamePackage = (left: Package, right: Package) =>
  left.digest === right.digest && left.versions === right.versions;

/** Packages that moved, and what the lock says about projects. */
export function comparePackages(before: TaskRecord, after: TaskRecord): Cause[] {
  const pairs = differences(
    packagesOf(before.externals),
    packagesOf(after.externals),
    isSamePackage,
  );
  return pairs.flatMap((pair) => packageCause(pair.change, pair.before, pair.after));
}

const isSameNode = (left: RecordedExternal, right: RecordedExternal) =>
  left.hash === right.hash && left.version === right.version;

/** Sections of configuration files, the platform and this plugin. */
export function compareNodes(before: TaskRecord, after: TaskRecord): Cause[] {
  const nodes = differences(before.externals, after.externals, isSameNode);
  return nodes.flatMap(({ key, change, ...node }): Cause[] => {
    if (isMachineNode(key)) {
      const versions = {
        before: node.before?.version ?? null,
        after: node.after?.version ?? null,
      };
      return [{ kind: machineNodes[key], ...versions }];
    }
    if (!key.startsWith(sectionPrefix)) return [];
    const [file = '', section = ''] = key.slice(sectionPrefix.length).split(/#(.*)/s);
    return [{ kind: 'settings', change, file, section }];
  });
}
