/**
 * Brings commands.json up to date with the pages, from what test files have run:
 *
 *     node tools/docs/commands/update.mjs    after running the test file of a new command
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../../setup/run.mjs';
import { shows } from './command.mjs';
import { documentedCommands } from './documented.mjs';
import { exceptionOf, ranFolder, registry, registryFile } from './registry.mjs';

/** What test files have run, the quick ones first. */
function recorded() {
  const files = existsSync(ranFolder) ? readdirSync(ranFolder) : [];
  const isSlow = (file) => Number(/\.slow\./.test(file));
  return files
    .sort((a, b) => isSlow(a) - isSlow(b))
    .map((file) => ({
      file: file.replaceAll('+', '/'),
      ran: JSON.parse(readFileSync(join(ranFolder, file), 'utf8')),
    }));
}

const documented = documentedCommands();
const { shown, exceptions } = registry();
const files = recorded();
const showing = (command) => files.find(({ ran }) => ran.some((run) => shows(run, command)))?.file;
const kept = (text) => (existsSync(join(repository, shown[text] ?? '-')) ? shown[text] : undefined);
const entries = [...documented]
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([text, { command }]) => [text, kept(text) ?? showing(command)])
  .filter(([, file]) => file !== undefined);
const isListed = (text) => entries.some(([key]) => key === text);
const left = [...documented].filter(
  ([text]) => !isListed(text) && exceptionOf(text, exceptions) === undefined,
);
const next = { shown: Object.fromEntries(entries), exceptions };
writeFileSync(registryFile, `${JSON.stringify(next, null, 2)}\n`);
for (const [text, { pages }] of left) console.log(`no test runs: ${text}    ${pages.join(' ')}`);
