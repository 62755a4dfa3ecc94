import type { Cause, Change } from './cause.js';
import { differences } from './changes.js';
import { isConfigNode } from './compare-settings.js';
import type { RecordedExternal, TaskRecord } from './record.js';

/** The nodes of one package: itself, its extras, and its forks in the lock. */
interface Package {
  type: string;
  name: string;
  versions: string;
  digest: string;
}

const machineNodes = {
  'nx-signal:platform': 'platform',
  'nx-signal:plugin': 'plugin',
} as const;

const isMachineNode = (name: string): name is keyof typeof machineNodes => name in machineNodes;

function packagesOf(externals: TaskRecord['externals']): Record<string, Package> {
  const groups = new Map<string, [string, RecordedExternal][]>();
  for (const [name, node] of Object.entries(externals)) {
    if (isMachineNode(name) || isConfigNode(name)) continue;
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

/** The platform and this plugin. */
export function compareMachine(before: TaskRecord, after: TaskRecord): Cause[] {
  return (Object.keys(machineNodes) as (keyof typeof machineNodes)[]).flatMap((name): Cause[] => {
    const left = before.externals[name]?.version ?? null;
    const right = after.externals[name]?.version ?? null;
    return left === right ? [] : [{ kind: machineNodes[name], before: left, after: right }];
  });
}
