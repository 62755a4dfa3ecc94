import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installSet } from '../bench/install/packages.mjs';
import { main, run } from '../setup/run.mjs';
import { parseArguments, usage } from './arguments.mjs';
import { checkOut } from './checkout.mjs';
import { writeDocs } from './docs.mjs';
import { checkouts, results } from './folders.mjs';
import { measureBefore, measureRepository } from './measure.mjs';
import { repositories } from './repositories.mjs';
import { summary } from './summary.mjs';

/** A copy, by hard links, where no package of this repository is found above it. */
function outside(modules) {
  const folder = join(checkouts, '.packages', 'node_modules');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(checkouts, '.packages'), { recursive: true });
  run('cp', ['-al', modules, folder]);
  return folder;
}

function measureAll(names, options) {
  if (names.length === 0) return;
  const modules = outside(installSet('nx', options.before ?? options.plugin));
  mkdirSync(join(results, 'before'), { recursive: true });
  for (const name of names) {
    const entry = repositories.find((one) => one.name === name);
    try {
      measureOne(entry, modules, options);
    } catch (error) {
      console.error(`${name}: ${error.message}`);
      process.exitCode = 1;
    }
  }
}

function measureOne(entry, modules, options) {
  const folder = checkOut(entry, options.from);
  const result = options.before
    ? measureBefore(folder, modules, entry, readResult(entry))
    : measureRepository(folder, modules, entry, options);
  writeFileSync(resultFile(entry, options.before), `${JSON.stringify(result, null, 2)}\n`);
  console.log(summary(entry, result));
  if (!options.keep) rmSync(folder, { recursive: true, force: true });
}

function resultFile({ name }, before) {
  return join(results, ...(before ? ['before'] : []), `${name}.json`);
}

function readResult(entry, before) {
  const file = resultFile(entry, before);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

function measured() {
  return repositories
    .map((entry) => ({ entry, result: readResult(entry), before: readResult(entry, true) }))
    .filter(({ result }) => result);
}

main(() => {
  const options = parseArguments(
    process.argv.slice(2),
    repositories.map(({ name }) => name),
  );
  if (options.help) return console.log(usage);
  measureAll(options.names, options);
  if (options.docs) writeDocs(measured());
});
