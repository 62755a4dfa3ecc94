import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repository } from '../../setup/run.mjs';
import { readCommand, shows, splitWords, textOf } from './command.mjs';
import { commandsOf, documentedCommands } from './documented.mjs';
import { exceptionOf, registry } from './registry.mjs';

const { shown, exceptions } = registry();
const documented = documentedCommands();

// A new command: run its test file, then `node tools/docs/commands/update.mjs`.
describe('every documented command is run by a test', () => {
  it('which commands.json names, or has a reason to be run by none', () => {
    const unknown = [...documented].filter(
      ([text]) => !(text in shown) && exceptionOf(text, exceptions) === undefined,
    );
    expect(unknown.map(([text, { pages }]) => `${text} (${pages.join(', ')})`)).toEqual([]);
  });

  it('and commands.json names no other', () => {
    expect(Object.keys(shown).filter((text) => !documented.has(text))).toEqual([]);
    const excepted = [...documented.keys()]
      .filter((text) => !(text in shown))
      .map((text) => exceptionOf(text, exceptions));
    expect(Object.keys(exceptions).filter((key) => !excepted.includes(key))).toEqual([]);
  });

  it('by files of suites in which the recorder checks what they run', () => {
    const files = [...new Set(Object.values(shown))];
    const recorded = /^(?:e2e\/src\/.+\.(?:e2e|slow)\.ts|tools\/.+\.slow\.mjs)$/;
    expect(files.filter((file) => !recorded.test(file))).toEqual([]);
    expect(files.filter((file) => !existsSync(join(repository, file)))).toEqual([]);
  });
});

const read = (line) => readCommand(splitWords(line));

it.each([
  ['npx nx run api:test:unit -- -k zero -x', 'nx run *:test:unit * -- -k -x'],
  ['./nx run core:lint --select E,F src', 'nx run *:lint --select *'],
  [
    'npx --no nx affected -t lint typecheck --base=main',
    'nx affected --base -t lint -t typecheck *',
  ],
  ['nx affected --targets=lint,test:unit', 'nx affected -t lint -t test:unit'],
  ['npx nx@latest init', 'nx init'],
  ['npx nx g @nx-signal/python:library orders --tags=a', 'nx g @nx-signal/python:library --tags *'],
  ['npx nx show project api --web', 'nx show project --web *'],
  ['npx @nx-signal/cache-server', 'nx-signal-cache serve'],
  ['node_modules/.bin/nx-signal-now --json api', 'nx-signal-now --json *'],
  ['npx @nx-signal/cache-server@1 token add ada', 'nx-signal-cache token add *'],
  ['npm create nx-signal@latest shop -- --yes', 'npm create nx-signal * -- --yes'],
  ['CI=1 uv sync --frozen', 'CI= uv sync --frozen'],
  ['docker exec --tty box systemctl enable --now it', 'systemctl enable --now *'],
  ['docker compose --file a.yaml up --detach', 'docker compose up --detach --file *'],
  ['docker compose exec cache nx-signal-cache token list', 'docker compose exec *'],
])('reads %s', (line, text) => {
  expect(textOf(read(line))).toBe(text);
});

it.each(['nx.json', 'npx --no', 'npx nx', 'uv.lock', 'poetry install', 'NX_BASE=main', 'nx …'])(
  'finds no command in %s',
  (line) => {
    expect(read(line)).toBeUndefined();
  },
);

it.each([
  ['nx run api:lint', 'nx run core:lint', true],
  ['nx run api:lint', 'nx run core:typecheck', false],
  ['nx run api:lint', 'nx run core:lint --fix', false],
  ['nx run api:lint --fix --verbose', 'nx run core:lint --fix', true],
  ['nx affected -t lint test:unit', 'nx affected -t lint', false],
  ['nx affected -t lint', 'nx affected', true],
  ['nx-signal now', 'nx-signal now api', false],
  ['nx release minor --dry-run', 'nx release minor', false],
  ['nx release minor', 'nx release minor --dry-run', false],
  ['uv lock --help', 'uv lock', false],
  ['nx release minor', 'nx release', true],
  ['nx release', 'nx release minor', false],
  ['nx release minor --dry-run', 'nx release', false],
  ['npm run bench -- cache --docs', 'npm run bench --docs', false],
  ['CI=1 uv lock', 'uv lock', true],
  ['uv lock', 'CI=1 uv lock', false],
])('a run of `%s` shows `%s`: %s', (run, command, expected) => {
  expect(shows(read(run), read(command))).toBe(expected);
});

it('collects blocks, indented ones too, code in the text, and summaries', () => {
  const page = [
    'Run `nx',
    'sync`, not `nx.json`:',
    '- so:',
    '  ```sh',
    '  npx nx reset   # all of it',
    '  ```',
    '```console',
    '$ npx nx build api',
    'nx run is not typed here',
    '```',
    '```',
    'nx graph',
    '```',
    '`nx-signal-cache token add|list`',
    '',
    '    npm run demo',
    '    All of it.',
    '',
  ].join('\n');
  expect([...commandsOf(page).keys()].sort()).toEqual([
    'npm run demo',
    'nx build *',
    'nx reset',
    'nx sync',
    'nx-signal-cache token add',
    'nx-signal-cache token list',
  ]);
});
