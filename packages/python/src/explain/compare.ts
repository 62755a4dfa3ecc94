import type { Cause, EdgeCause, VariableCause } from './cause.js';
import { differences } from './changes.js';
import { compareMachine, comparePackages } from './compare-externals.js';
import { compareSettings } from './compare-settings.js';
import type { RecordedFile, TaskRecord } from './record.js';

const isSameFile = (left: RecordedFile, right: RecordedFile) => left.hash === right.hash;

function compareFiles(before: TaskRecord, after: TaskRecord): Cause[] {
  return differences(before.files, after.files, isSameFile).map(
    ({ key, change, before: left, after: right }): Cause => {
      const project = (right ?? left)?.project ?? null;
      if (project === null)
        return { kind: 'file', change, path: key, relation: 'workspace', project };
      if (project === after.project)
        return { kind: 'file', change, path: key, relation: 'own', project: null };
      return { kind: 'file', change, path: key, relation: 'dependency', project };
    },
  );
}

function compareEdges(before: TaskRecord, after: TaskRecord): EdgeCause[] {
  const without = (left: TaskRecord, right: TaskRecord) =>
    left.dependencies.filter((project) => !right.dependencies.includes(project)).sort();
  return [
    ...without(after, before).map(
      (project): EdgeCause => ({ kind: 'edge', change: 'gained', project }),
    ),
    ...without(before, after).map(
      (project): EdgeCause => ({ kind: 'edge', change: 'lost', project }),
    ),
  ];
}

type Known = string | null;

function variableChange(before: Known, after: Known): VariableCause['change'] {
  if (before === null) return 'set';
  return after === null ? 'unset' : 'changed';
}

function variableCause(name: string, before: Known | undefined, after: Known | undefined): Cause[] {
  if (before === after) return [];
  // A value that was not recorded is no cause: it may well have been the same.
  if (before === undefined || after === undefined) return [];
  return [{ kind: 'variable', name, change: variableChange(before, after) }];
}

function compareVariables(before: TaskRecord, after: TaskRecord): Cause[] {
  const names = new Set([...Object.keys(before.variables), ...Object.keys(after.variables)]);
  return [...names].sort().flatMap((name): Cause[] => {
    const wasThere = name in before.variables;
    const isThere = name in after.variables;
    if (wasThere !== isThere)
      return [{ kind: 'variable', name, change: isThere ? 'declared' : 'undeclared' }];
    return variableCause(name, before.variables[name], after.variables[name]);
  });
}

function compareInterpreters(before: TaskRecord, after: TaskRecord): Cause[] {
  const environments = new Set([
    ...Object.keys(before.interpreters),
    ...Object.keys(after.interpreters),
  ]);
  return [...environments].sort().flatMap((environment): Cause[] => {
    const [left, right] = [before.interpreters[environment], after.interpreters[environment]];
    const isUnknown = (record: TaskRecord) =>
      environment in record.interpreters && record.interpreters[environment] === undefined;
    if (left === right || isUnknown(before) || isUnknown(after)) return [];
    return [{ kind: 'interpreter', before: left ?? null, after: right ?? null }];
  });
}

function compareConfiguration(before: TaskRecord, after: TaskRecord): Cause[] {
  const projects = new Set([
    ...Object.keys(before.configuration),
    ...Object.keys(after.configuration),
  ]);
  return [...projects].sort().flatMap((project): Cause[] => {
    const changed = differences(
      before.configuration[project] ?? {},
      after.configuration[project] ?? {},
    );
    const keys = changed.map(({ key }) => key);
    return keys.length > 0 ? [{ kind: 'configuration', project, keys }] : [];
  });
}

function compareInputs(before: TaskRecord, after: TaskRecord): Cause[] {
  const without = (left: TaskRecord, right: TaskRecord) =>
    left.unrecorded.filter((name) => !right.unrecorded.includes(name)).sort();
  return [
    ...without(after, before).map(
      (name): Cause => ({ kind: 'input', change: 'added' as const, name }),
    ),
    ...without(before, after).map(
      (name): Cause => ({ kind: 'input', change: 'removed' as const, name }),
    ),
  ];
}

/** Whether an edge that came or went says this already: all of the other project enters with it. */
function comesWithEdge(cause: Cause, edges: readonly EdgeCause[]): boolean {
  if (cause.kind === 'file' || cause.kind === 'configuration')
    return edges.some(({ project }) => project === cause.project);
  const change = cause.kind === 'requirements' ? cause.change : undefined;
  if (change === 'added') return edges.some((edge) => edge.change === 'gained');
  return change === 'removed' && edges.some((edge) => edge.change === 'lost');
}

const relations = ['own', 'dependency', 'workspace'] as const;

const order: readonly Cause['kind'][] = [
  'file',
  'edge',
  'package',
  'requirements',
  'settings',
  'interpreter',
  'platform',
  'plugin',
  'variable',
  'configuration',
  'input',
  'unrecorded',
];

/** What people did comes first; what follows from it, or concerns everything, comes later. */
function rank(cause: Cause): number {
  if (cause.kind === 'file' && cause.relation === 'workspace')
    return order.indexOf('variable') + 0.5;
  const within = cause.kind === 'file' ? relations.indexOf(cause.relation) / 10 : 0;
  return order.indexOf(cause.kind) + within;
}

/** Why the hash of `after` is not the hash of `before`, most telling first; empty when it is. */
export function compareRecords(before: TaskRecord, after: TaskRecord): Cause[] {
  const edges = compareEdges(before, after);
  const others = [
    ...compareFiles(before, after),
    ...comparePackages(before, after),
    ...compareSettings(before, after),
    ...compareMachine(before, after),
    ...compareInterpreters(before, after),
    ...compareVariables(before, after),
    ...compareConfiguration(before, after),
    ...compareInputs(before, after),
  ];
  const causes = [...edges, ...others.filter((cause) => !comesWithEdge(cause, edges))];
  return causes.sort((left, right) => rank(left) - rank(right));
}

/** What may have moved a hash that no recorded value explains. */
export function unrecordedCandidates(before: TaskRecord, after: TaskRecord): string[] {
  const variables = Object.keys(after.variables).filter(
    (name) => before.variables[name] === undefined || after.variables[name] === undefined,
  );
  const interpreters = Object.keys(after.interpreters).filter(
    (name) => before.interpreters[name] === undefined || after.interpreters[name] === undefined,
  );
  return [
    ...after.unrecorded,
    ...interpreters.map(() => 'the interpreter'),
    ...variables.map((name) => `the environment variable ${name}`),
    'arguments on the command line',
  ];
}
