import { ratio } from '../measure/statistics.mjs';
import { formatRatio, formatSpread } from '../report/table.mjs';

/**
 * @typedef {object} Row one promise
 * @property {string} what
 * @property {string} before id of the figure before
 * @property {string} after id of ours
 * @property {number} [times] how many times quicker it was asked to be
 * @property {number} [within] seconds that ours was asked to stay under
 */

/** What was promised, by the ids of the figures. @type {readonly Row[]} */
export const promises = [
  {
    what: 'fast tests, from a checkout without an environment',
    before: 'before.tests.nothing',
    after: 'after.tests.nothing',
    times: 12.5,
  },
  {
    what: 'fast tests, the environment there',
    before: 'before.tests.there',
    after: 'after.tests.there',
    times: 12.5,
  },
  {
    what: 'fast tests, asked for again',
    before: 'before.tests.there',
    after: 'after.tests.replayed',
    times: 12.5,
  },
  {
    what: 'the 4 tests themselves, as pytest reports them',
    before: 'before.tests.own',
    after: 'after.tests.own',
    within: 0.04,
  },
  {
    what: 'signal pipeline, no result kept',
    before: 'before.pipeline',
    after: 'after.pipeline.cold',
    times: 12,
    within: 5,
  },
  {
    what: 'signal pipeline, every result kept',
    before: 'before.pipeline',
    after: 'after.pipeline.replayed',
    times: 12,
    within: 5,
  },
  {
    what: 'package install, both caches warm',
    before: 'before.install.cached',
    after: 'after.install',
    times: 10,
    within: 1,
  },
  {
    what: 'package install, pip without a cache',
    before: 'before.install.fresh',
    after: 'after.install',
    times: 10,
    within: 1,
  },
  {
    what: 'image build after an edit of one line',
    before: 'before.image',
    after: 'after.image',
    times: 4,
    within: 30,
  },
];

/** Stages of the pipeline, by the last part of their ids. */
export const stages = {
  checkout: 'Checkout',
  setup: 'Setup uv (before: `python -m venv`)',
  install: 'Install deps',
  lint: 'Lint',
  typecheck: 'Typecheck',
  tests: 'Unit tests',
  audit: 'Security audit',
};

/** The sides that have stages, by the first part of their ids. */
export const pipelines = {
  'before.pipeline': 'before',
  'after.pipeline.cold': 'after, no result kept',
  'after.pipeline.replayed': 'after, every result kept',
};

/** Seconds that no stage was to take longer than. */
const stageLimit = 1;

function askedOf({ times, within }) {
  const parts = [times && `${times} ×`, within && `under ${within} s`].filter(Boolean);
  return parts.join(', ');
}

/** Whether a promise is kept: `met`, or in what it is not. */
export function judge({ times, within }, before, after) {
  if (!before || !after) return 'not measured';
  const faster = ratio(before.median, after.median);
  const missed = [
    times !== undefined && !(faster >= times) && `${formatRatio(faster)} of ${times} ×`,
    within !== undefined && !(after.median < within) && `not under ${within} s`,
  ].filter(Boolean);
  return missed.length === 0 ? 'met' : `missed: ${missed.join(', ')}`;
}

const cell = (figure) => (figure ? formatSpread(figure) : 'not measured');

/** The promises with what they came to, as cells, the head included. */
export function promiseTable(samples) {
  const head = ['what', 'before', 'after', 'before ÷ after', 'asked', ''];
  const rows = promises.map((promise) => {
    const [before, after] = [samples.of(promise.before), samples.of(promise.after)];
    const faster = before && after ? formatRatio(ratio(before.median, after.median)) : '-';
    const verdict = judge(promise, before, after);
    return [promise.what, cell(before), cell(after), faster, askedOf(promise), verdict];
  });
  return [head, ...rows];
}

/** Every stage of every pipeline, as cells, the head included. */
export function stageTable(samples) {
  const sides = Object.keys(pipelines);
  const rows = Object.entries(stages).map(([id, title]) => {
    const figures = sides.map((side) => samples.of(`${side}.${id}`));
    const [, ...ours] = figures;
    const known = ours.filter(Boolean);
    const isMet = known.length === ours.length && known.every(({ median }) => median < stageLimit);
    const verdict = known.length < ours.length ? 'not measured' : isMet ? 'met' : 'missed';
    return [title, ...figures.map(cell), `under ${stageLimit} s`, verdict];
  });
  return [['stage', ...Object.values(pipelines), 'asked', ''], ...rows];
}

/** Why figures are missing, a sentence each. */
export function faultsOf(samples) {
  const ids = new Set(promises.flatMap(({ before, after }) => [before, after]));
  const reasons = new Map();
  for (const id of ids) {
    const reason = samples.faultOf(id);
    if (reason !== undefined) reasons.set(reason, [...(reasons.get(reason) ?? []), id]);
  }
  return [...reasons].map(([reason, of]) => `Not measured: ${of.join(', ')}. ${reason}`);
}

/** What stands in no row, though a machine that has nothing waits for it. */
export function beside(samples) {
  const npm = samples.of('after.npm');
  const time = npm ? formatSpread(npm) : 'not measured';
  return `In none of these figures: \`npm ci\` of Nx and the plugin, npm's cache warm: ${time}.`;
}
