import { relative } from 'node:path';
import { SignalError } from '../errors.js';
import { joinPath } from '../paths.js';
import type { LockMismatch } from './compare-lock.js';
import type { Manager } from './managers.js';
import type { StaleBuild } from './stale-builds.js';

/** How many of many are named. */
const shown = 5;

function listed(lines: readonly string[]): string {
  const rest = lines.length - shown;
  const more = rest > 0 ? [`and ${rest} more`] : [];
  return [...lines.slice(0, shown), ...more].map((line) => `\n  ${line}`).join('');
}

/** The error for a folder that would use the environment of a uv.lock above it, which is not there yet. */
function sharedMissing(environment: string, above: string): SignalError {
  const owner = above === '.' ? 'the workspace root' : above;
  const where = above === '.' ? '' : ` --directory ${above}`;
  return new SignalError({
    code: 'ENVIRONMENT_FAILED',
    message: `${environment} is not a member of the uv workspace around it, and the environment of ${owner}, which it would use, did not exist when this run began.`,
    place: { file: joinPath(above, 'uv.lock') },
    hint: `run \`uv sync --all-packages${where}\` before the tasks; or give ${environment} a pyproject.toml and make it a member.`,
  });
}

/**
 * The error where there is no environment, and nothing that one could be made from.
 *
 * @param above - the nearest folder above with a uv.lock
 */
export function environmentMissing(
  environment: string,
  manager: Manager,
  above?: string,
): SignalError {
  const { lock, install, name } = manager;
  if (lock === undefined && above !== undefined) return sharedMissing(environment, above);
  const where = environment === '.' ? '' : ` in ${environment}`;
  if (lock !== undefined) {
    return new SignalError({
      code: 'ENVIRONMENT_FAILED',
      message: `There is a ${lock}, but no environment was created from it.`,
      place: { file: joinPath(environment, lock) },
      hint: `run \`${install}\` in that folder.`,
    });
  }
  const make = name === 'pip' ? 'python -m venv .venv' : install;
  return new SignalError({
    code: 'LOCK_MISSING',
    message:
      'There is neither a uv.lock to create an environment from nor an existing environment: there is no .venv or venv, here or above, and none is active.',
    place: { file: joinPath(environment, 'uv.lock') },
    hint: `run \`uv lock\`${where} and commit the result; or create an environment${where} with \`${make}\` and install the tools into it.`,
  });
}

/** The error for an environment that was not made from the lock that is there. */
export function notInstalled(
  file: string,
  mismatches: readonly LockMismatch[],
  { install }: Manager,
): SignalError {
  const lines = mismatches.map(
    ({ name, locked, installed }) =>
      `${name}: the lock says ${locked}, but ${installed} is installed`,
  );
  return new SignalError({
    code: 'ENVIRONMENT_OUTDATED',
    message: `The environment does not match ${file}.${listed(lines)}`,
    place: { file },
    hint: `run \`${install}\` in that folder.`,
  });
}

/** The error for installed distributions that are older than their sources in the workspace. */
export function olderThanSources(
  workspaceRoot: string,
  stale: readonly StaleBuild[],
  { install, editable }: Manager,
): SignalError {
  const within = (folder: string) => relative(workspaceRoot, folder).replaceAll('\\', '/') || '.';
  const lines = stale.map(({ install: { name, folder, editable: shows }, file }) => {
    const what = shows ? 'was built before' : 'is installed as a copy that differs from';
    return `${name} ${what} ${within(folder)}/${file}`;
  });
  const isCopy = stale.some((build) => !build.install.editable);
  const [first] = stale;
  const again =
    install === 'pip install' ? `pip install ${within(first?.install.folder ?? '')}` : install;
  return new SignalError({
    code: 'ENVIRONMENT_OUTDATED',
    message: `The environment does not match the sources.${listed(lines)}`,
    hint: isCopy
      ? `${editable}, so that it uses its sources directly, or run \`${again}\` after each edit.`
      : `run \`${again}\` again.`,
  });
}

/** The error for an environment that other projects share and that was made for them during the run. */
export function changedMeanwhile(folder: string): SignalError {
  return new SignalError({
    code: 'ENVIRONMENT_OUTDATED',
    message: `The environment ${folder} was changed for other projects after this run had begun, so the hash of this task is no longer right.`,
    hint: 'run the tasks again.',
  });
}
