import type { TargetConfiguration } from '@nx/devkit';
import type { TargetKind } from '../../options/names.js';

/** What becomes of a target of @nxlv/python. */
export type Fate =
  /** Inference gives the project a target of this kind, if it has what that takes. */
  | { type: 'inferred'; kind: TargetKind }
  /** Nothing takes its place, because nothing is needed or a command does the same. */
  | { type: 'dropped'; instead: string }
  /** Runs as it is with Nx's own executor. */
  | { type: 'command' }
  /** Only @nxlv/python can run it. */
  | { type: 'kept' };

const prefix = '@nxlv/python:';

const fates: Readonly<Record<string, Fate>> = {
  'ruff-check': { type: 'inferred', kind: 'lint' },
  'ruff-format': { type: 'inferred', kind: 'fix' },
  flake8: { type: 'inferred', kind: 'lint' },
  build: { type: 'inferred', kind: 'build' },
};

/** What keeps the environment of a project. */
export type Manager = 'uv' | 'poetry';

const made = 'the first task that needs the environment creates it';

/** What people call instead, in the words of the manager. */
const commands: Readonly<Record<Manager, Readonly<Record<string, string>>>> = {
  uv: {
    install: made,
    sync: made,
    lock: '`uv lock`',
    add: '`uv add`',
    update: '`uv lock --upgrade-package`',
    remove: '`uv remove`',
  },
  poetry: {
    install: '`poetry install`',
    sync: '`poetry sync`',
    lock: '`poetry lock`',
    add: '`poetry add`',
    update: '`poetry update`',
    remove: '`poetry remove`',
  },
};

/** Where the tests of a pytest command are; those of the last two have targets of their own. */
function testKind(command: string): TargetKind {
  if (/tests\/integration\b/.test(command)) return 'test:integration';
  if (/tests\/contract\b/.test(command)) return 'test:contract';
  return 'test:unit';
}

function fateOfCommand({ options }: TargetConfiguration): Fate {
  const command: unknown = options?.command;
  if (typeof command !== 'string' || !/(^|\s)pytest(\s|$)/.test(command))
    return { type: 'command' };
  // More than pytest: what else it does would be lost.
  if (/[;&|]/.test(command)) return { type: 'command' };
  return { type: 'inferred', kind: testKind(command) };
}

/** What becomes of a target; undefined when it is none of @nxlv/python. */
export function fateOf(target: TargetConfiguration, manager: Manager = 'uv'): Fate | undefined {
  if (!target.executor?.startsWith(prefix)) return undefined;
  const executor = target.executor.slice(prefix.length);
  if (executor === 'run-commands') return fateOfCommand(target);
  const instead = commands[manager][executor];
  return instead === undefined
    ? (fates[executor] ?? { type: 'kept' })
    : { type: 'dropped', instead };
}

/** Whether a text names the package or something in it. */
export function isNxlv(text: unknown): boolean {
  return typeof text === 'string' && /^@nxlv\/python(?:[:/]|$)/.test(text);
}
