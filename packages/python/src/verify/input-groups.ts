import type { ProjectConfiguration, TargetConfiguration } from '@nx/devkit';
import type { InputGroup } from './input-group.js';

/** What inputs are expanded with: the projects, their edges and the named inputs. */
export interface InputGraph {
  /** By name. */
  projects: Readonly<Record<string, Pick<ProjectConfiguration, 'root' | 'namedInputs'>>>;
  /** For each project the names of those it depends on; names of anything else are passed over. */
  dependencies: Readonly<Record<string, readonly string[]>>;
  /** Those of nx.json. */
  namedInputs: NamedInputs;
}

/** An input of a target, as Nx takes it. */
export type TargetInput = NonNullable<TargetConfiguration['inputs']>[number];

type NamedInputs = Readonly<Record<string, readonly TargetInput[]>>;

const projectPrefix = /^(!?)\{projectRoot\}\/?/;
const workspacePrefix = /^(!?)\{workspaceRoot\}\/?/;

function field(input: TargetInput, name: string): unknown {
  return typeof input === 'string' ? undefined : (input as Record<string, unknown>)[name];
}

/** A fileset, and whether it holds what git ignores. */
interface Fileset {
  glob: string;
  includesIgnored: boolean;
}

/** The filesets behind inputs about the project itself. */
function expand(inputs: readonly TargetInput[], named: NamedInputs): Fileset[] {
  return inputs.flatMap((input) => {
    const name = typeof input === 'string' ? input : field(input, 'input');
    if (typeof name === 'string' && named[name]) return expand(named[name], named);
    const glob = typeof input === 'string' ? input : field(input, 'fileset');
    const includesIgnored = field(input, 'includeIgnored') === true;
    return typeof glob === 'string' ? [{ glob, includesIgnored }] : [];
  });
}

function groupsOf(filesets: readonly Fileset[], root: string): InputGroup[] {
  return [false, true].flatMap((ignored) => {
    const globs = filesets
      .filter(({ includesIgnored }) => includesIgnored === ignored)
      .map(({ glob }) => glob);
    const behind = (prefix: RegExp) =>
      globs.filter((glob) => prefix.test(glob)).map((text) => text.replace(prefix, '$1'));
    const own = behind(projectPrefix);
    const shared = behind(workspacePrefix);
    const kind = ignored ? { includesIgnored: true as const } : {};
    return [
      ...(own.length > 0 ? [{ project: root, globs: own, ...kind }] : []),
      // Negated globs alone would stand for all the rest of the workspace.
      ...(shared.some((glob) => !glob.startsWith('!')) ? [{ globs: shared, ...kind }] : []),
    ];
  });
}

/** The input or fileset that is meant of all dependencies, if the input is of that kind. */
export function ofDependencies(input: TargetInput): TargetInput | undefined {
  if (typeof input === 'string') return input.startsWith('^') ? input.slice(1) : undefined;
  const inner = field(input, 'fileset') ?? field(input, 'input');
  const isMeant =
    field(input, 'projects') === 'dependencies' ||
    (field(input, 'dependencies') === true && field(input, 'projects') === undefined);
  return isMeant && typeof inner === 'string' ? inner : undefined;
}

/** Names of other projects that an input is about. */
export function namedProjects(input: TargetInput): string[] {
  const projects = field(input, 'projects');
  if (projects === undefined || projects === 'self' || projects === 'dependencies') return [];
  return [projects].flat().filter((name) => typeof name === 'string');
}

/** A project's dependencies at any depth, without itself. */
export function allDependencies(project: string, { dependencies }: InputGraph): Set<string> {
  const found = new Set<string>();
  const open = [project];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    for (const next of dependencies[name] ?? []) {
      if (found.has(next) || next === project) continue;
      found.add(next);
      open.push(next);
    }
  }
  return found;
}

/** All file inputs of a target, as Nx would expand them. What cannot be expanded covers nothing. */
export function inputGroups(
  project: string,
  inputs: readonly TargetInput[],
  graph: InputGraph,
): InputGroup[] {
  const of = (name: string, some: readonly TargetInput[]): InputGroup[] => {
    const known = graph.projects[name];
    if (!known) return [];
    const named = { default: ['{projectRoot}/**/*'], ...graph.namedInputs, ...known.namedInputs };
    return groupsOf(expand(some, named), known.root);
  };
  const reached = allDependencies(project, graph);
  const isOwn = (input: TargetInput) =>
    ofDependencies(input) === undefined && namedProjects(input).length === 0;
  const ofOthers = inputs.flatMap((input) => {
    const inner = ofDependencies(input);
    if (inner !== undefined) return [...reached].flatMap((name) => of(name, [inner]));
    return namedProjects(input).flatMap((name) => of(name, [String(field(input, 'input'))]));
  });
  return [...of(project, inputs.filter(isOwn)), ...ofOthers];
}
