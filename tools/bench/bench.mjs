/**
 * Measures nx-signal beside its peers. `npm run bench -- --help` tells how; docs/benchmarks.md tells what
 * the figures mean. Not a test: nothing fails because it is slow.
 */
import { build, installPackages, installUv } from '../setup/prepare.mjs';
import { main } from '../setup/run.mjs';
import { benchAudit } from './audit/audit.mjs';
import { benchCache, cacheServers } from './cache/cache.mjs';
import { Entrant } from './contenders/entrant.mjs';
import { contenders } from './contenders/index.mjs';
import { measureGraph } from './graph/graph.mjs';
import { heavyScenarios } from './import-heavy/scenarios.mjs';
import { benchNative } from './native/native.mjs';
import { benchPromise } from './promise/promise.mjs';
import { describeMachine } from './report/machine.mjs';
import { processesText } from './report/processes.mjs';
import { resultsMarkdown, sectionText } from './report/sections.mjs';
import { replaceSection, writeDocs, writeJson } from './report/write.mjs';
import { parseArguments, usage } from './run/arguments.mjs';
import { measureRounds } from './run/rounds.mjs';
import { toRows } from './run/rows.mjs';
import { measureScanner } from './scanner/scanner.mjs';
import { scenarios } from './scenarios/index.mjs';
import { benchVerify } from './verify/verify.mjs';
import { movingPackage } from './workspace/files.mjs';
import { planWorkspace } from './workspace/plan.mjs';

const filesPerProject = 5;
const graphSizes = [100, 1000];
const titles = new Map(contenders.map(({ id, title }) => [id, title]));
const log = (text) => console.error(text);

/** Makes a workspace for each contender; one that is not to be had is named, and the rest go on. */
function prepareAll(entrants) {
  const absent = [];
  for (const entrant of entrants) {
    const { title } = entrant.contender;
    log(`Preparing ${title} …`);
    const reason = entrant.prepare();
    if (reason) absent.push({ title, reason });
  }
  return absent;
}

async function compareContenders(chosen, settings, isImportHeavy = false) {
  const { only, projects, seed, runs, processes: isWatched } = settings;
  const ids = new Set(chosen.flatMap((scenario) => scenario.contenders));
  const wanted = contenders.filter(({ id }) => ids.has(id) && only.includes(id));
  const plan = planWorkspace({ projects, filesPerProject, seed, isImportHeavy });
  const entrants = wanted.map((contender) => new Entrant(contender, plan));
  const sections = [];
  try {
    const absent = prepareAll(entrants);
    const ready = entrants.filter(({ workspace }) => workspace !== undefined);
    for (const scenario of chosen) {
      const results = await measureRounds(scenario, ready, { runs, log, isWatched });
      const rows = toRows(results, { titles, floor: scenario.floor });
      const { id, title, floor } = scenario;
      sections.push({ id, title, floor, rows });
      console.log(sectionText(sections.at(-1)));
      if (isWatched) console.log(processesText(rows));
    }
    return { sections, absent };
  } finally {
    for (const entrant of entrants) entrant.dispose();
  }
}

async function measureOurs(wanted, { seed, runs }) {
  const sections = [];
  if (wanted.includes('graph')) {
    for (const projects of graphSizes) sections.push(measureGraph({ projects, seed, runs, log }));
  }
  if (wanted.includes('scanner')) sections.push(await measureScanner());
  for (const section of sections) console.log(sectionText(section));
  return sections;
}

/** Projects built on libraries that take long to import. */
async function benchImportHeavy(settings) {
  const { projects, runs, seed } = settings;
  const machine = describeMachine();
  const chosen = heavyScenarios.filter(({ id }) => settings.scenarios.includes(id));
  const compared = await compareContenders(chosen, settings, true);
  const results = { machine, parameters: { projects, runs, seed }, ...compared };
  if (settings.out) writeJson(settings.out, results);
  if (settings.docs) replaceSection('import-heavy figures', resultsMarkdown(results));
}

/** Topics that are measured by themselves: `npm run bench -- cache`, and nothing of the rest. */
const topics = {
  cache: {
    bench: benchCache,
    contenders: cacheServers.map(({ id }) => id),
    mostRuns: 9,
  },
  audit: { bench: benchAudit },
  verify: { bench: benchVerify, needsUv: true },
  native: { bench: benchNative, needsUv: true },
  promise: { bench: benchPromise, needsUv: true },
  'import-heavy': {
    bench: benchImportHeavy,
    scenarios: heavyScenarios.map(({ id }) => id),
    contenders: contenders.map(({ id }) => id),
    projects: 16,
    needsUv: true,
  },
};

async function measureTopic({ bench, needsUv = false, ...known }, args) {
  const settings = parseArguments(args, { scenarios: [], contenders: [], mostRuns: 99, ...known });
  installPackages();
  if (needsUv) installUv();
  build();
  await bench(settings);
}

main(async () => {
  const [first, ...rest] = process.argv.slice(2);
  if (Object.hasOwn(topics, first ?? '')) return measureTopic(topics[first], rest);
  const settings = parseArguments(process.argv.slice(2), {
    scenarios: [...scenarios.map(({ id }) => id), 'graph', 'scanner'],
    contenders: contenders.map(({ id }) => id),
    // Each round of the lock-only change needs a version that was not there before.
    mostRuns: movingPackage.versions.length - 1,
  });
  if (settings.help) return console.log(usage);
  installPackages();
  installUv();
  build();
  const machine = describeMachine();
  const chosen = scenarios.filter(({ id }) => settings.scenarios.includes(id));
  const compared = await compareContenders(chosen, settings);
  const own = await measureOurs(settings.scenarios, settings);
  const { projects, runs, seed } = settings;
  const results = {
    machine,
    parameters: { projects, runs, seed },
    absent: compared.absent,
    sections: [...compared.sections, ...own],
  };
  for (const { title, reason } of results.absent) console.log(`\n${title} is missing: ${reason}.`);
  if (settings.out) writeJson(settings.out, results);
  if (settings.docs) writeDocs(results);
});
