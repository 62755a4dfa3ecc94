/**
 * Measures cache servers side by side: `npm run bench -- cache`. Rounds are interleaved, so that whatever
 * else the machine does hits all alike. Not a test: nothing fails because it is slow.
 */
import { median, quartiles } from '../measure/statistics.mjs';
import { describeMachine } from '../report/machine.mjs';
import { alignColumns } from '../report/table.mjs';
import { replaceSection, writeJson } from '../report/write.mjs';
import { cacheMarkdown, cacheTable } from './report/markdown.mjs';
import { measureMemory, scenarioGroups } from './scenarios.mjs';
import { bazelRemote } from './servers/bazel-remote.mjs';
import { oursAt } from './servers/before.mjs';
import { nginx } from './servers/nginx.mjs';
import { ours } from './servers/ours.mjs';
import { RunningServer } from './servers/running-server.mjs';
import { turborepo } from './servers/turborepo.mjs';

/** Ours first: ratios are those to it. */
export const cacheServers = [ours, bazelRemote, turborepo, nginx];

/**
 * The round in the middle, by requests per second, with the processor time in the middle, and how many times the
 * first server's it was, round by round: of two neighbouring seconds the machine says more than of two rounds.
 */
function summarizeRounds(rounds, first) {
  const sorted = [...rounds].sort((left, right) => left.perSecond - right.perSecond);
  const middle = sorted[Math.floor(sorted.length / 2)];
  const pairs = (value) => quartiles(rounds.map((round, at) => value(round) / value(first[at])));
  return {
    ...middle,
    cpu: median(rounds.map(({ cpu }) => cpu)),
    ratio: pairs(({ perSecond }) => perSecond),
    cpuRatio: pairs(({ cpu }) => cpu),
    errors: rounds.reduce((total, { errors }) => total + errors, 0),
  };
}

function installAll(servers) {
  const absent = [];
  const ready = servers.filter((server) => {
    try {
      server.install();
      return true;
    } catch (error) {
      absent.push({ title: server.title, reason: error.message.split('\n')[0] });
      return false;
    }
  });
  return { ready, absent };
}

/** Fresh servers, so that nothing else is in the peak. */
async function measureMemories(servers) {
  const memory = {};
  for (const server of servers) {
    const running = await RunningServer.start(server);
    try {
      memory[server.id] = await measureMemory(running);
    } finally {
      await running.stop();
    }
  }
  return memory;
}

/** In rounds that go there and back: who comes first has the advantage, or not, of a machine that was just idle. */
async function measureRow(scenario, running, { rounds, seconds }) {
  const results = Object.fromEntries(running.map(({ server }) => [server.id, []]));
  for (let round = 0; round < rounds; round += 1)
    for (const each of round % 2 === 0 ? running : running.toReversed())
      results[each.server.id].push(await scenario.measure(each, seconds * 1000));
  const first = results[running[0].server.id];
  return Object.fromEntries(
    Object.entries(results).map(([id, all]) => [id, summarizeRounds(all, first)]),
  );
}

/** Starts the servers, and ends them whatever happens. */
async function withServers(servers, use) {
  const running = [];
  try {
    for (const server of servers) running.push(await RunningServer.start(server));
    return await use(running);
  } finally {
    for (const each of running) await each.stop();
  }
}

/** Rows of one group share the servers; each group has new ones, since a few rows can fill a disk. */
async function measureRows(servers, settings, log) {
  const rows = [];
  for (const group of scenarioGroups)
    await withServers(servers, async (running) => {
      // A cache server runs for months: what it does in its first second is not what is asked.
      for (const each of running) await group[0].measure(each, settings.seconds * 1000);
      for (const scenario of group) {
        log(scenario.title);
        const results = await measureRow(scenario, running, settings);
        rows.push({ title: scenario.title, results });
      }
    });
  return rows;
}

/**
 * Measures, prints, and writes where asked to.
 *
 * @param {{runs: number, docs: boolean, out?: string, only: string[], before?: string, seconds?: number}} settings
 */
export async function benchCache({ runs, docs, out, only, before, seconds = 2 }) {
  const log = (text) => console.error(text);
  const [own, ...others] = cacheServers.filter(({ id }) => only.includes(id));
  const earlier = before === undefined ? [] : [oursAt(before)];
  const { ready, absent } = installAll([own, ...earlier, ...others]);
  const machine = describeMachine();
  const memory = await measureMemories(ready);
  const rows = await measureRows(ready, { rounds: runs, seconds }, log);
  const servers = ready.map(({ id, title }) => ({ id, title }));
  const results = { machine, seconds, rounds: runs, absent, servers, rows, memory };
  console.log(alignColumns(cacheTable(results)));
  if (out) writeJson(out, results);
  if (docs) replaceSection('cache figures', cacheMarkdown(results));
}
