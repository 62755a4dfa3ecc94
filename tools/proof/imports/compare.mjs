/**
 * Proves the import scanner: no difference from CPython's `ast` on the standard library and a large
 * environment. Usage: `node tools/proof/imports/compare.mjs [folder with the compiled imports/]`.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { pythonFiles } from './environment.mjs';
import { measure } from './measure.mjs';

const here = import.meta.dirname;
const root = join(here, '..', '..', '..');
const compiled = resolve(process.argv[2] ?? join(root, 'packages/python/dist/imports'));
const { scanImports } = await import(pathToFileURL(join(compiled, 'scan.js')).href);
const { packImports, unpackImports } = await import(
  pathToFileURL(join(compiled, 'file-import.js')).href
);

const directory = join(root, '.cache/proof/imports');
mkdirSync(directory, { recursive: true });
const files = pythonFiles(directory);
const sources = files.map((file) => readFileSync(file));
const references = referenceImports(files);
const report = compareAll();
print();
process.exitCode = report.different.length > 0 ? 1 : 0;

function referenceImports(names) {
  const output = execFileSync('python3', [join(here, 'reference.py')], {
    input: `${names.join('\n')}\n`,
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  });
  return output
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

function compareAll() {
  const result = { parsed: 0, imports: 0, checking: 0, unflagged: 0, different: [] };
  for (const [index, reference] of references.entries()) {
    const scanned = scanImports(sources[index]);
    if (reference === null) continue;
    result.parsed++;
    result.imports += reference.length;
    result.checking += reference.filter((row) => row[3]).length;
    const problem = difference(unpackImports(packImports(scanned)), reference, result);
    if (problem !== undefined) result.different.push(`${files[index]}\n    ${problem}`);
  }
  return result;
}

/** Order within a file is not compared: the tree has nested calls inside out. */
function difference(scanned, reference, result) {
  const ours = new Map(scanned.map((found) => [key(found.line, found.module, found.names), found]));
  const theirs = new Map(reference.map((row) => [key(row[0], row[1], row[2]), row[3]]));
  const missed = [...theirs.keys()].filter((text) => !ours.has(text));
  const invented = [...ours.keys()].filter((text) => !theirs.has(text));
  const flagged = [...ours].filter(([text, found]) => found.typeChecking && !theirs.get(text));
  result.unflagged += [...theirs].filter(([text, checking]) => {
    return checking && !ours.get(text)?.typeChecking;
  }).length;
  if (scanned.length !== reference.length || missed.length + invented.length + flagged.length > 0) {
    return JSON.stringify({
      missed,
      invented,
      flagged: flagged.map(([text]) => text),
      counts: [scanned.length, reference.length],
    });
  }
  return undefined;
}

function key(line, module, names) {
  return `${line} ${module} ${names?.join(',') ?? '-'}`;
}

function print() {
  const { bytes, median, fastest } = measure(sources, scanImports);
  for (const text of report.different.slice(0, 20)) console.log(relative(root, text));
  console.log(`files             ${files.length} (${(bytes / 1e6).toFixed(1)} MB)`);
  console.log(`not parsed by ast ${files.length - report.parsed} (scanned, not compared)`);
  console.log(`imports compared  ${report.imports}`);
  console.log(`differences       ${report.different.length}`);
  console.log(`type-checking     ${report.checking}, of them not recognised ${report.unflagged}`);
  console.log(
    `scanning          ${median.toFixed(0)} MB/s (median), ${fastest.toFixed(0)} MB/s (best)`,
  );
}
