import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ProjectGraph } from '@nx/devkit';
import { dataFolder } from '../../data-folder.js';
import { readFileMap } from '../../explain/file-map.js';
import { namesIn, type PlanPart, parsePlanKey } from '../../explain/plan-key.js';
import { recordOf } from '../../explain/record.js';
import { nxFiles } from '../../explain/store.js';
import { globMatcher, planTask, readNxSettings, type TaskName } from '../../nx-internal.js';
import { configuredTools, settingsNames } from '../../tools/settings.js';
import { ownerOf } from '../undeclared-reads.js';
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

/** Asks Nx what it hashes for a task: its own plan, its own files, its own matching. */
export async function hashedInputs(
  workspaceRoot: string,
  graph: ProjectGraph,
  name: TaskName,
): Promise<HashedInputs> {
  const nxJson = await readNxSettings(workspaceRoot);
  const plan = await planTask(graph, nxJson, name);
  const file = join(dirname(dataFolder(workspaceRoot)), nxFiles.files);
  const files = readFileMap(JSON.parse(readFileSync(file, 'utf8')) as unknown);
  const match = await globMatcher();
  const state = { graph, nxJson, variables: {}, interpreters: {}, ...files };
  const record = recordOf(name.project, plan, state, match);
  const externals = Object.entries(record.externals);
  const parts = plan.map((key) => parsePlanKey(key, namesIn(graph)));
  const roots = new Set(Object.values(graph.nodes).map(({ data }) => data.root));
  const known = [...Object.values(files.projectFiles).flat(), ...files.otherFiles];
  return {
    inputs: new Set(Object.keys(record.files)),
    known: new Set(known.map((one) => one.file)),
    settings: new Set(
      externals.flatMap(([, node]) => Object.keys(node.parts ?? {}).map(fileOfPart)),
    ),
    settingsNames: new Set(
      externals.flatMap(([node]) => {
        const tool = toolOf(node);
        return tool ? settingsNames(tool) : [];
      }),
    ),
    wouldEnter: (path) => enters(path, parts, graph, roots, match),
  };
}
