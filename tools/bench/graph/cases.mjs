import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { nxStep } from '../contenders/nx.mjs';
import { measure } from '../measure/process.mjs';
import { editedFile } from '../workspace/files.mjs';

const driver = join(import.meta.dirname, 'drive.mjs');

/** One process that calls our plugin's hooks; milliseconds become seconds. */
function drive({ workspace }, args = []) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [driver, workspace.root, ...args],
    {
      cwd: workspace.root,
      encoding: 'utf8',
    },
  );
  if (status !== 0) throw new Error(`the plugin could not be driven.\n${stderr}`);
  return JSON.parse(stdout.trim().split('\n').at(-1)).graphs;
}

function toRun({ createNodes, createDependencies }) {
  return {
    nodes: createNodes.wall / 1000,
    dependencies: createDependencies.wall / 1000,
    wall: (createNodes.wall + createDependencies.wall) / 1000,
    cpu: (createNodes.cpu + createDependencies.cpu) / 1000,
  };
}

function forget({ workspace }) {
  const kept = join(workspace.root, '.nx', 'workspace-data', 'nx-signal');
  rmSync(kept, { recursive: true, force: true });
}

function edit({ workspace, plan }, revision) {
  workspace.edit(plan.leaf, revision);
}

function showProjects({ workspace }) {
  const step = nxStep(workspace, ['show', 'projects', '--json']);
  const { status, wall, cpu, output } = measure([step], workspace.root);
  if (status !== 0) throw new Error(`the graph could not be made.\n${output}`);
  return { wall, cpu };
}

/** What is measured at each size: our hooks alone, then all of Nx around them. */
export const cases = [
  {
    id: 'cold',
    title: 'plugin, nothing kept from before',
    run: ({ ours }) => {
      forget(ours);
      return toRun(drive(ours)[0]);
    },
  },
  {
    id: 'warm',
    title: 'plugin, new process, nothing changed',
    run: ({ ours }) => toRun(drive(ours)[0]),
  },
  {
    id: 'edit',
    title: 'plugin, new process, one file changed',
    run: ({ ours }, revision) => {
      edit(ours, revision);
      return toRun(drive(ours)[0]);
    },
  },
  {
    id: 'edit-resident',
    title: 'plugin, same process (as in the daemon), one file changed',
    run: ({ ours }) => toRun(drive(ours, [editedFile({ name: ours.plan.leaf })])[1]),
  },
  {
    id: 'show',
    title: '`nx show projects`, no daemon, one file changed',
    run: ({ ours }, revision) => {
      edit(ours, revision + 1_000_000);
      return showProjects(ours);
    },
  },
  {
    id: 'show-idle',
    title: 'the same with a plugin that does nothing',
    run: ({ idle }, revision) => {
      edit(idle, revision + 1_000_000);
      return showProjects(idle);
    },
  },
];
