import { Entrant } from '../contenders/entrant.mjs';
import { idle } from '../contenders/idle.mjs';
import { ours } from '../contenders/ours.mjs';
import { summarize } from '../measure/statistics.mjs';
import { formatSpread, formatTime } from '../report/table.mjs';
import { planWorkspace } from '../workspace/plan.mjs';
import { cases } from './cases.mjs';

const filesPerProject = 10;

function toRow({ id, title }, runs) {
  const part = (name) => {
    const values = runs.map((run) => run[name]).filter((value) => value !== undefined);
    return values.length > 0 ? summarize(values) : undefined;
  };
  return {
    id,
    title,
    nodes: part('nodes'),
    dependencies: part('dependencies'),
    wall: part('wall'),
    cpu: part('cpu'),
    runs,
  };
}

function measureSize(entrants, { runs, log }) {
  const results = new Map(cases.map((entry) => [entry, []]));
  for (let round = 1; round <= runs; round++) {
    for (const [entry, measured] of results) {
      const run = entry.run(entrants, round);
      measured.push(run);
      log(`  graph ${round}/${runs} ${entry.id} ${formatTime(run.wall)}`);
    }
  }
  return [...results].map(([entry, measured]) => toRow(entry, measured));
}

/**
 * Times the making of the project graph: our plugin's two hooks alone, and Nx as a whole.
 *
 * @param {{projects: number, seed: number, runs: number, log: (text: string) => void}} options
 */
export function measureGraph({ projects, seed, runs, log }) {
  const plan = planWorkspace({ projects, filesPerProject, seed });
  const entrants = { ours: new Entrant(ours, plan), idle: new Entrant(idle, plan) };
  try {
    for (const entrant of Object.values(entrants)) entrant.prepare({ environment: false });
    return {
      id: `graph-${projects}`,
      title: `Graph: ${projects} projects, ${projects * filesPerProject} Python files`,
      rows: measureSize(entrants, { runs, log }),
    };
  } finally {
    for (const entrant of Object.values(entrants)) entrant.dispose();
  }
}

/** The rows as cells, the head included. */
export function graphTable(rows) {
  const cell = (summary) => (summary ? formatSpread(summary) : '-');
  return [
    ['', 'createNodes', 'createDependencies', 'together', 'CPU'],
    ...rows.map(({ title, nodes, dependencies, wall, cpu }) => [
      title,
      cell(nodes),
      cell(dependencies),
      cell(wall),
      formatTime(cpu.median),
    ]),
  ];
}
