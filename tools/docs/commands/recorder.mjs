/**
 * Set up for the suites that run documented commands. Notes every process that a test file starts, and fails the file
 * if it has not run a command that commands.json says it shows.
 */
import { ChildProcess } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { afterAll, expect, inject } from 'vitest';
import { repository } from '../../setup/run.mjs';
import { readCommand, shows, textOf } from './command.mjs';
import { documentedCommands } from './documented.mjs';
import { ranFolder, registry } from './registry.mjs';

/** Scripts that are programs of the documentation, by the end of their paths. */
const scripts = [
  [/\/nx\/dist\/bin\/nx\.js$/, 'nx'],
  [/\/\.bin\/nx-signal$/, 'nx-signal'],
  [/\/\.bin\/nx-signal-now$/, 'nx-signal-now'],
  [/\/cache-server\/dist\/main\.cjs$/, 'nx-signal-cache'],
];

const programOf = (path) => scripts.find(([script]) => script.test(path))?.[1];

/** What a process was asked to do, without what only starts it: Node, or a pseudo-terminal. */
function wordsOf([file, ...rest]) {
  const at = rest.findIndex((word) => programOf(word) !== undefined);
  const direct = programOf(file) ?? basename(file);
  return at < 0 ? [direct, ...rest] : [programOf(rest[at]), ...rest.slice(at + 1)];
}

const ran = new Map();
const { spawn } = ChildProcess.prototype;
ChildProcess.prototype.spawn = function (options) {
  const { file, args = [file], envPairs = [] } = options;
  const command = readCommand(wordsOf([file, ...args.slice(1)]));
  if (command) {
    const variables = envPairs
      .map((pair) => pair.split('='))
      .filter(([name, value]) => process.env[name] !== value);
    const run = { ...command, variables: variables.map(([name]) => name) };
    ran.set(textOf(run), run);
  }
  return spawn.call(this, options);
};

afterAll(() => {
  const file = relative(repository, expect.getState().testPath).replaceAll('\\', '/');
  mkdirSync(ranFolder, { recursive: true });
  writeFileSync(join(ranFolder, file.replaceAll('/', '+')), JSON.stringify([...ran.values()]));
  // Of some tests of a file nothing can be said.
  if (inject('someTests')) return;
  const documented = documentedCommands();
  const isShown = (text) =>
    [...ran.values()].some((run) => shows(run, documented.get(text)?.command));
  const claimed = Object.entries(registry().shown).filter(([, by]) => by === file);
  const missing = claimed
    .map(([text]) => text)
    .filter((text) => documented.has(text) && !isShown(text));
  expect(missing, `${file} no longer runs what tools/docs/commands/commands.json says`).toEqual([]);
});
