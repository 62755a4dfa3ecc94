import type { TargetConfiguration } from '@nx/devkit';
import type { TargetKind } from '../../options/names.js';

/** What becomes of a target of @nxlv/python. */
export type Fate =
  /** Inference gives the project a target of this kind, if it has what that takes. */
  | { type: 'inferred'; kind: TargetKind | 'build' }
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
  install: { type: 'dropped', instead: 'the first task that needs the environment makes it' },
  sync: { type: 'dropped', instead: 'the first task that needs the environment makes it' },
  lock: { type: 'dropped', instead: '`uv lock`' },
  add: { type: 'dropped', instead: '`uv add`' },
  update: { type: 'dropped', instead: '`uv lock --upgrade-package`' },
  remove: { type: 'dropped', instead: '`uv remove`' },
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
export function fateOf(target: TargetConfiguration): Fate | undefined {
  if (!target.executor?.startsWith(prefix)) return undefined;
  const executor = target.executor.slice(prefix.length);
  if (executor === 'run-commands') return fateOfCommand(target);
  return fates[executor] ?? { type: 'kept' };
}

/** Whether a text names the package or something in it. */
export function isNxlv(text: unknown): boolean {
  return typeof text === 'string' && /^@nxlv\/python(?:[:/]|$)/.test(text);
}
