import type { NxJsonConfiguration, ProjectGraph } from '@nx/devkit';
import { presentFileMap } from '../explain/file-map.js';
import { namesIn, type PlanPart, parsePlanKey } from '../explain/plan-key.js';
import { recordOf, type TaskRecord } from '../explain/record.js';
import { globMatcher, planTask, type TaskName } from '../nx-internal.js';
import { configuredTools, settingsNames } from '../tools/settings.js';
import { ownerOf } from '../verify/undeclared-reads.js';
import type { TraceFacts } from './judge.js';

/** What enters a task's hash, as far as files are concerned. */
export type HashedInputs = Pick<
  TraceFacts,
  'inputs' | 'known' | 'settings' | 'settingsNames' | 'wouldEnter'
>;

type Match = Awaited<ReturnType<typeof globMatcher>>;

/** The tool of a configuration node, `python-config:ruff above libs`. */
function toolOf(node: string): (typeof configuredTools)[number] | undefined {
  const [, name] = /^python-config:(\S+) /.exec(node) ?? [];
  return configuredTools.find((tool) => tool === name);
}

/** The file of a part of such a node, `pyproject.toml [tool.ruff]`. */
const fileOfPart = (part: string) => part.replace(/ \[[^\]]*\]$/, '');

/** Files of settings that enter a hash, and names of those that would once they exist. */
function hashedSettings(
  externals: TaskRecord['externals'],
): Pick<HashedInputs, 'settings' | 'settingsNames'> {
  const files = Object.values(externals).flatMap(({ parts = {} }) => Object.keys(parts));
  const tools = Object.keys(externals).flatMap((node) => toolOf(node) ?? []);
  return {
    settings: new Set(files.map(fileOfPart)),
    settingsNames: new Set(tools.flatMap(settingsNames)),
  };
}

function enters(
  file: string,
  parts: readonly PlanPart[],
  graph: ProjectGraph,
  roots: ReadonlySet<string>,
  match: Match,
): boolean {
  const owner = ownerOf(file, roots);
  return parts.some((part) => {
    if (part.kind === 'workspace-files') return match(part.globs, [file])[0];
    if (part.kind !== 'project-files') return false;
    return graph.nodes[part.project]?.data.root === owner && match(part.globs, [file])[0];
  });
}

/**
 * Asks Nx what it hashes for tasks: its own plan, its own files, its own matching.
 *
 * @returns what enters the hash of a task; settings and files are read once for all tasks
 */
export async function hashedInputsReader(
  workspaceRoot: string,
  graph: ProjectGraph,
  nxJson: NxJsonConfiguration,
): Promise<(name: TaskName) => Promise<HashedInputs>> {
  const match = await globMatcher();
  const files = presentFileMap(workspaceRoot);
  const state = { graph, nxJson, variables: {}, interpreters: {}, ...files };
  const names = namesIn(graph);
  const roots = new Set(Object.values(graph.nodes).map(({ data }) => data.root));
  const listed = [...Object.values(files.projectFiles).flat(), ...files.otherFiles];
  const known = new Set(listed.map(({ file }) => file));
  return async (name) => {
    const plan = await planTask(graph, nxJson, name);
    const record = recordOf(name.project, plan, state, match);
    const parts = plan.map((key) => parsePlanKey(key, names));
    return {
      inputs: new Set(Object.keys(record.files)),
      known,
      ...hashedSettings(record.externals),
      wouldEnter: (path) => enters(path, parts, graph, roots, match),
    };
  };
}
