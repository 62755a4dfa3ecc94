import { setTimeout } from 'node:timers/promises';
import { taskIds } from '../contenders/tasks.mjs';
import { sumByKind } from '../measure/kinds.mjs';
import { findFault } from '../scenarios/verify.mjs';

/** Long enough for a daemon to be done with what it noticed. */
const settleMilliseconds = 1000;

const names = (plan) => plan.projects.map(({ name }) => name);

/** What a run of this contender must show: one that repeats the graph sees no change at all. */
function expectationOf(scenario, { contender, plan }) {
  if (contender.id === 'idle') return { scope: names(plan), replayAll: true };
  const scope = contender.scope?.(plan) ?? names(plan);
  const mustRun = (scenario.mustRun?.(plan, { taskIds, names }) ?? []).filter((id) =>
    scope.includes(id.split(':')[0]),
  );
  return { scope, mustRun, replayAll: scenario.replayAll ?? false };
}

/** Fills the caches. A contender that fails even here gets an invalid row; the rest go on. */
function warmUp(scenario, entrant) {
  scenario.before?.(entrant);
  for (let count = 0; count < scenario.warmUps; count++) {
    const { status, wall, cpu, output } = entrant.run(scenario.options);
    if (status === 0) continue;
    const fault = `ended with exit code ${status} before anything was measured`;
    return { wall, cpu, ran: 0, cached: 0, fault, output: output.slice(-4000) };
  }
  return undefined;
}

async function measureOnce(scenario, entrant, revision, isWatched) {
  if (scenario.options.daemon) await setTimeout(settleMilliseconds);
  if (entrant.contender.id !== 'idle') scenario.change(entrant, revision);
  const { output, processes, ...run } = entrant.run({ ...scenario.options, isWatched });
  const fault = findFault(run, expectationOf(scenario, entrant));
  const { wall, cpu, outcome } = run;
  const counts = { ran: outcome.ran.length, cached: outcome.cached.length };
  const kinds = isWatched ? { kinds: sumByKind(processes, cpu) } : {};
  return {
    wall,
    cpu,
    ...counts,
    ...kinds,
    ...(fault ? { fault, output: output.slice(-4000) } : {}),
  };
}

/** Numbers for edits: one that was there before would be found in the caches. */
let revision = 0;

/**
 * Measures a scenario: each round runs every contender once, so that what else the machine does hits
 * all alike.
 *
 * @param {import('../scenarios/index.mjs').Scenario} scenario
 * @param {import('../contenders/entrant.mjs').Entrant[]} entrants
 * @param {{runs: number, log: (text: string) => void, isWatched: boolean}} options
 * @returns {Promise<Map<string, object[]>>} runs by contender
 */
export async function measureRounds(scenario, entrants, { runs, log, isWatched }) {
  const taking = [];
  const results = new Map();
  for (const entrant of entrants) {
    const { id } = entrant.contender;
    if (!scenario.contenders.includes(id)) continue;
    const failed = warmUp(scenario, entrant);
    if (failed) log(`  ${scenario.id} ${id} ${failed.fault}\n${failed.output}`);
    else taking.push(entrant);
    results.set(id, failed ? [failed] : []);
  }
  for (let round = 1; round <= runs; round++) {
    revision++;
    for (const entrant of taking) {
      const { id } = entrant.contender;
      const run = await measureOnce(scenario, entrant, revision, isWatched);
      results.get(id).push(run);
      const note = run.fault ? ` (invalid: ${run.fault})` : '';
      log(`  ${scenario.id} ${round}/${runs} ${id} ${run.wall.toFixed(2)} s${note}`);
    }
  }
  for (const entrant of taking) if (scenario.options.daemon) entrant.stopDaemon();
  return results;
}
