import { basename } from 'node:path';
import type { NxJsonConfiguration } from '@nx/devkit';
import { RunStore, type StoreFolders } from './store.js';
import { readSalt, recordVariables } from './variables.js';

/** A run of Nx that is about to start its tasks. */
export interface StartingRun {
  argv: readonly string[];
  nxJson: NxJsonConfiguration;
  /** Names of variables that tasks declare. */
  variables: Iterable<string>;
}

/** A run's command in the words of run.json, by which the two are brought together. */
export function commandOf(argv: readonly string[]): string {
  const program = basename(argv[1] ?? 'nx').replace(/\.[^.]*$/, '');
  return `${program} ${argv.slice(2).join(' ')}`;
}

/**
 * Remembers what a run starts from, for `nx-signal explain`. This stands in front of every run, so
 * it links what Nx has written and computes nothing.
 */
export function recordRun(folders: StoreFolders, run: StartingRun): void {
  const store = new RunStore(folders);
  try {
    store.adopt();
    store.add({
      version: 1,
      time: Date.now(),
      command: commandOf(run.argv),
      nxJson: run.nxJson,
      variables: recordVariables(run.variables, process.env, readSalt(store.saltFile)),
    });
    store.prune();
  } catch (error) {
    // Whatever cannot be read would stand in the way of all records to come.
    store.clear();
    throw error;
  }
}
