/**
 * Measures what sccache saves of the build of an extension in C: `npm run bench -- native`. Each round builds it in checkouts
 * that were never built in: with nothing kept, with what another checkout has left, without sccache, and by hand. Which
 * comes first changes with each round.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repository, run } from '../../setup/run.mjs';
import { nxStep } from '../contenders/nx.mjs';
import { measure } from '../measure/process.mjs';
import { median } from '../measure/statistics.mjs';
import { describeMachine } from '../report/machine.mjs';
import { alignColumns } from '../report/table.mjs';
import { replaceSection, writeJson } from '../report/write.mjs';
import { Checkout, sourceCount } from './workspace.mjs';

/** All files of the extension. */
const fileCount = sourceCount + 1;

function installSccache() {
  const script = join(repository, 'tools', 'setup', 'install-python-program.mjs');
  const { stdout } = run(process.execPath, [script, 'sccache', '0.16.0', 'sccache']);
  return stdout.trim().split('\n').at(-1);
}

function nxBuild(env) {
  return (checkout) => nxStep(checkout, ['build', 'ext'], { env });
}

const uvBuild = ({ root }) => ({
  command: ['uv', 'build', '--quiet', '--out-dir', join(root, 'dist'), join(root, 'libs/ext')],
});

/** Ways to build, by what is expected of sccache. */
function waysOf(sccache, kept) {
  const ours = { NX_SIGNAL_SCCACHE: sccache, SCCACHE_DIR: join(kept, 'objects') };
  return [
    { id: 'hand', title: '`uv build` by hand, without sccache', step: uvBuild },
    {
      id: 'off',
      title: '`nx build`, without sccache',
      step: nxBuild({ NX_SIGNAL_SCCACHE: 'off' }),
    },
    { id: 'cold', title: '`nx build` with sccache, nothing kept', step: nxBuild(ours) },
    {
      id: 'warm',
      title: '`nx build` with sccache, after another checkout',
      step: nxBuild(ours),
      after: true,
      hits: fileCount,
    },
  ];
}

/** How many compilations sccache answered, as the task said; undefined where it said nothing. */
export function hitsIn(output) {
  const [, hits, all] = /sccache: (\d+) of (\d+) compilations/.exec(output) ?? [];
  return hits === undefined ? undefined : { hits: Number(hits), all: Number(all) };
}

function buildOnce(way) {
  const checkout = new Checkout();
  try {
    const measured = measure([way.step(checkout)], checkout.root);
    if (measured.status !== 0) throw new Error(`${way.title} failed.\n${measured.output}`);
    const counted = hitsIn(measured.output);
    const isWrong =
      way.hits !== undefined && (counted?.hits !== way.hits || counted.all !== way.hits);
    if (isWrong) throw new Error(`${way.title} should hit ${way.hits} times.\n${measured.output}`);
    return measured;
  } finally {
    checkout.dispose();
  }
}

/** Cold ways come before those that find what they have left. */
function inTurn(ways, round) {
  const first = ways.filter(({ after }) => !after);
  const second = ways.filter(({ after }) => after);
  return round % 2 === 0 ? [...first, ...second] : [...first.toReversed(), ...second.toReversed()];
}

function measureRounds(sccache, runs, log) {
  const results = {};
  for (let round = 0; round < runs; round++) {
    const kept = mkdtempSync(join(tmpdir(), 'nx-signal-bench-objects-'));
    const ways = waysOf(sccache, kept);
    try {
      for (const way of inTurn(ways, round)) {
        const { wall, cpu } = buildOnce(way);
        results[way.id] = [...(results[way.id] ?? []), { wall, cpu }];
        log(`  native ${round + 1}/${runs} ${way.id}: ${wall.toFixed(1)} s`);
      }
    } finally {
      rmSync(kept, { recursive: true, force: true });
    }
  }
  return results;
}

/** Each way's share of the time of the cold build. */
export function sharesOf(results) {
  const of = (id, key) => median(results[id].map((value) => value[key]));
  return Object.fromEntries(
    Object.keys(results).map((id) => [
      id,
      { wall: of(id, 'wall'), cpu: of(id, 'cpu'), share: of(id, 'wall') / of('cold', 'wall') },
    ]),
  );
}

function tableOf(results) {
  const shares = sharesOf(results);
  const rows = waysOf('', '').map(({ id, title }) => {
    const { wall, cpu, share } = shares[id];
    return [title, `${wall.toFixed(1)} s`, `${cpu.toFixed(1)} s`, share.toFixed(2)];
  });
  return [['', 'time', 'CPU', 'of the cold build'], ...rows];
}

function markdown(machine, runs, table) {
  const rows = table.map((cells) => `| ${cells.join(' | ')} |`);
  rows.splice(1, 0, '|---|---|---|---|');
  const about = `Measured on ${machine.date} at commit ${machine.commit}: ${machine.platform}, ${machine.cores} cores, load ${machine.load} at the start; ${runs} rounds, medians. Every build after another checkout hit ${fileCount} of ${fileCount}.`;
  return `${about}\n\n${rows.join('\n')}\n`;
}

/**
 * Measures, prints, and writes where asked to.
 *
 * @param {{runs: number, docs: boolean, out?: string}} settings
 */
export async function benchNative({ runs, docs, out }) {
  const machine = describeMachine();
  const results = measureRounds(installSccache(), runs, (text) => console.error(text));
  const table = tableOf(results);
  console.log(alignColumns(table));
  if (out) writeJson(out, { machine, runs, results });
  if (docs) replaceSection('native figures', markdown(machine, runs, table));
}
