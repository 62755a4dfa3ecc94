import { describe, expect, it } from 'vitest';
import { SignalError } from '../errors.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import type { Command } from './command.js';
import type { CommandEntry } from './commands/index.js';
import { commands } from './commands/index.js';
import { findWorkspace } from './find-workspace.js';
import { parseArguments } from './options.js';
import { runCli } from './run-cli.js';

const greet: Command = {
  name: 'greet',
  summary: 'say hello',
  usage: 'nx-signal greet [--loud]',
  async run(argv, { stdout, workspaceRoot }) {
    const { flags, values } = parseArguments(argv, ['--loud', '--verbose']);
    if (values.includes('nobody'))
      throw new SignalError({ code: 'TASK_UNKNOWN', message: 'Nobody is here.', hint: 'wait.' });
    if (values.includes('bug')) throw new TypeError('undefined is not a function');
    stdout(`hello ${values.join(' ')}${flags.has('--loud') ? '!' : ''} in ${workspaceRoot}`);
    return values.length;
  },
};
const entries: CommandEntry[] = [{ name: 'greet', load: async () => greet }];

async function call(...argv: string[]) {
  const output: string[] = [];
  const errors: string[] = [];
  const exitCode = await runCli(
    argv,
    {
      folder: '/w/libs',
      findWorkspace: () => '/w',
      stdout: (text) => output.push(text),
      stderr: (text) => errors.push(text),
    },
    entries,
  );
  return { exitCode, output: output.join('\n'), errors: errors.join('\n') };
}

describe('the program', () => {
  type Row = [argv: string, exitCode: number, output: string, errors: string];
  const rows: Row[] = [
    ['greet you --loud', 1, 'hello you! in /w', ''],
    ['greet', 0, 'hello  in /w', ''],
    ['greet --help', 0, 'nx-signal greet [--loud]', ''],
    ['gret', 1, '', 'error [USAGE]: There is no command gret.\n\nhint: did you mean greet?'],
    ['--what', 1, '', 'error [USAGE]: There is no option --what.\n\nhint: known: greet.'],
    [
      'greet --luod',
      1,
      '',
      'error [USAGE]: There is no option --luod.\n\nhint: did you mean --loud?',
    ],
    [
      'greet --loud=no',
      1,
      '',
      'error [USAGE]: There is no option --loud=no.\n\nhint: did you mean --loud?',
    ],
    ['greet nobody', 1, '', 'error [TASK_UNKNOWN]: Nobody is here.\n\nhint: wait.'],
    ['greet bug', 1, '', 'error: undefined is not a function'],
  ];
  it.each(rows)('%s', async (argv, exitCode, output, errors) => {
    expect(await call(...argv.split(' '))).toEqual({ exitCode, output, errors });
  });

  it.each([[[]], [['--help']], [['-h']], [['help']]])('lists its commands: %o', async (argv) => {
    const { exitCode, output } = await call(...argv);
    expect(exitCode).toBe(0);
    expect(output).toContain('  greet  say hello');
  });

  it('shows a stack trace when asked to, and only then', async () => {
    expect((await call('greet', 'bug')).errors).not.toMatch(/\n\s+at /);
    expect((await call('greet', 'bug', '--verbose')).errors).toMatch(/\n\s+at /);
  });
});

it.each(commands)('$name is what its file says, and tells how it is used', async (entry) => {
  const command = await entry.load();
  expect(command.name).toBe(entry.name);
  expect(command.usage).toContain(`nx-signal ${command.name}`);
  expect(command.summary).not.toMatch(/^$|\.$/);
});

it('finds the workspace above a folder, and says when there is none', () => {
  const folder = temporaryFolder({ 'nx.json': '{}', 'libs/a/x.py': '' });
  expect(findWorkspace(`${folder}/libs/a`)).toBe(folder);
  expect(findWorkspace(folder)).toBe(folder);
  expect(() => findWorkspace(temporaryFolder())).toThrow(
    /There is no nx\.json in .* or above it\./,
  );
});
