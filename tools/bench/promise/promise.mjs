/**
 * Measures what the product promises, before and after, on the shop: `npm run bench -- promise`. Each round measures
 * every side once, one beside the other, and the other first in the next round.
 */
import { describeMachine } from '../report/machine.mjs';
import { alignColumns, markdownRows } from '../report/table.mjs';
import { replaceSection, writeJson } from '../report/write.mjs';
import { installByNpm, installByUv, pipelineByNx, testByNx } from './after.mjs';
import { installByPip, pipelineByHand, testByHand } from './before.mjs';
import { Images } from './images.mjs';
import { beside, faultsOf, promiseTable, stageTable } from './rows.mjs';
import { Samples } from './samples.mjs';
import { Shop } from './shop.mjs';

/** Figures with the name of what they are of before their own. */
const named = (name, figures) =>
  Object.fromEntries(Object.entries(figures).map(([id, value]) => [`${name}.${id}`, value]));

function pipelineFigures(name, { total, stages, tests }) {
  return { [name]: total, ...named(name, { ...stages, passed: tests }) };
}

async function afterPipelines(shop) {
  const { cold, replayed } = await pipelineByNx(shop);
  return {
    ...pipelineFigures('after.pipeline.cold', cold),
    ...pipelineFigures('after.pipeline.replayed', replayed),
  };
}

/** Marks what fills a cache that it is to find filled. */
const fills = (side) => ({ ...side, fills: true });

/** What is measured, in pairs of before and after; `id` is what goes without a figure when it fails. */
function pairsOf(shop, images) {
  const one = (id, measure) => ({ id, measure: async () => ({ [id]: await measure() }) });
  const tests = (id, measure) => ({ id, measure: () => named(id, measure(shop)) });
  const pipeline = {
    id: 'before.pipeline',
    measure: () => pipelineFigures('before.pipeline', pipelineByHand(shop)),
  };
  const pairs = [
    [fills(tests('before.tests', testByHand)), tests('after.tests', testByNx)],
    [
      fills(one('before.install.cached', () => installByPip(shop, { cached: true }))),
      one('before.install.fresh', () => installByPip(shop, { cached: false })),
      fills(one('after.install', () => installByUv(shop))),
    ],
    [one('after.npm', () => installByNpm(shop))],
    [pipeline, { id: 'after.pipeline', measure: () => afterPipelines(shop) }],
  ];
  const built = [
    fills(one('before.image', () => images.buildPlain())),
    fills(one('after.image', () => images.buildByNx())),
  ];
  return images ? [...pairs, built] : pairs;
}

/** Takes one side's figures; what fails is out from then on, and the rest goes on. */
async function take(side, samples, { counts, label, log }) {
  if (samples.faultOf(side.id) !== undefined) return;
  try {
    const figures = await side.measure();
    if (counts) samples.add(figures);
    log(`  ${label} ${side.id} ${Object.values(figures)[0].toFixed(2)} s`);
  } catch (error) {
    samples.fail([side.id], error.message.split('\n')[0]);
    log(`  ${label} ${side.id} failed: ${error.message}`);
  }
}

async function measureRounds(pairs, samples, { runs, log }) {
  // Round 0 fills the caches of pip, uv and the image builder, and counts for nothing.
  for (let round = 0; round <= runs; round++) {
    for (const pair of pairs) {
      const taking = round === 0 ? pair.filter((side) => side.fills) : pair;
      const order = round % 2 === 0 ? taking : [...taking].reverse();
      const label = `promise ${round}/${runs}`;
      for (const side of order) await take(side, samples, { counts: round > 0, label, log });
    }
  }
}

/** Images, where they can be built here; why not is kept. */
async function startImages(shop, samples) {
  try {
    return await Images.start(shop);
  } catch (error) {
    const reason = `No image can be built here: ${error.message.split('\n')[0]}`;
    samples.fail(['before.image', 'after.image'], reason);
    return undefined;
  }
}

/** Both sides must have run the same tests, or their times are no comparison. */
function compareTests(samples) {
  const counts = ['before.pipeline', 'after.pipeline.cold', 'after.pipeline.replayed'];
  const passed = counts.flatMap((id) => samples.of(`${id}.passed`) ?? []);
  const all = passed.flatMap(({ min, max }) => [min, max]);
  if (new Set(all).size > 1)
    samples.fail(
      ['before.pipeline', 'after.pipeline'],
      `The pipelines ran ${[...new Set(all)].join(' and ')} tests.`,
    );
}

function markdown(machine, runs, samples) {
  const { uv, node, python, nx } = machine.versions;
  const about = `Measured on ${machine.date} at commit ${machine.commit}: ${machine.platform}, ${machine.cores} cores, load ${machine.load} at the start; ${runs} rounds, medians with minimum and maximum. Python ${python}, uv ${uv}, Node ${node}, Nx ${nx}.`;
  const tables = [promiseTable(samples), stageTable(samples)].map(markdownRows);
  return `${[about, ...faultsOf(samples), ...tables, beside(samples)].join('\n\n')}\n`;
}

/**
 * Measures, prints, and writes where asked to.
 *
 * @param {{runs: number, docs: boolean, out?: string}} settings
 */
export async function benchPromise({ runs, docs, out }) {
  const machine = describeMachine();
  const log = (text) => console.error(text);
  const shop = new Shop();
  const samples = new Samples();
  let images;
  try {
    images = await startImages(shop, samples);
    await measureRounds(pairsOf(shop, images), samples, { runs, log });
    compareTests(samples);
    for (const table of [promiseTable(samples), stageTable(samples)])
      console.log(`\n${alignColumns(table)}`);
    for (const text of [beside(samples), ...faultsOf(samples)]) console.log(`\n${text}`);
    if (out) writeJson(out, { machine, runs, samples });
    if (docs) replaceSection('promise figures', markdown(machine, runs, samples));
  } finally {
    await images?.stop();
    shop.dispose();
  }
}
