import { describe, expect, it } from 'vitest';
import { canHaveTerminal, type TerminalFacts } from './terminal.js';

const facts = (more: Partial<TerminalFacts> = {}): TerminalFacts => ({
  input: true,
  output: true,
  variables: {},
  argv: ['node', 'nx', 'run', 'a:test:unit'],
  platform: 'linux',
  ...more,
});

const manyTasks = ['node', 'nx', '--verbose', 'run-many', '-t', 'test:unit'];
const affectedFile = ['node', 'nx', 'test:unit', 'a', 'affected'];
const stream = { NX_DEFAULT_OUTPUT_STYLE: 'stream' };

describe('the one task of a process', () => {
  const rows: [title: string, isBatch: boolean, more: Partial<TerminalFacts>, can: boolean][] = [
    ['has the terminal of a batch', true, { output: false }, true],
    ['has none where input is none', true, { input: false }, false],
    ['has none beside the interface of Nx', true, { variables: { NX_TUI: 'true' } }, false],
    ['has it without that', true, { variables: { NX_TUI: 'false' } }, true],
    ['has none where Nx shows summaries', true, { argv: ['--output-style=summary'] }, false],
    ['nor by variable', true, { variables: { NX_DEFAULT_OUTPUT_STYLE: 'summary' } }, false],
    ['has none beside a list of tasks', true, { argv: manyTasks }, false],
    ['has it where Nx shows none', true, { argv: [...manyTasks, '--outputStyle=static'] }, true],
    ['also by variable', true, { argv: manyTasks, variables: stream }, true],
    ['has it where a file has the name of a command', true, { argv: affectedFile }, true],
    ['has one of Nx’s own outside of a batch', false, { variables: { NX_TUI: 'true' } }, true],
    ['has none where Nx reads a pipe', false, { output: false }, false],
    ['has none on Windows', true, { platform: 'win32' }, false],
  ];
  it.each(rows)('%s', (_title, isBatch, more, can) => {
    expect(canHaveTerminal(isBatch, facts(more))).toBe(can);
  });
});
