import type { NxJsonConfiguration } from '@nx/devkit';
import { type NxSettings, RunStore, type StoreFolders, type Witness } from './store.js';
import { readSalt, recordVariables } from './variables.js';

/** A run of Nx that has come to tasks with work to do. */
export interface StartingRun {
  /** Process id of Nx, of which one record is made. */
  processId: number;
  nxJson: NxJsonConfiguration;
  /** Names of variables that tasks declare. */
  variables: Iterable<string>;
  /** Identities of interpreters by the folder of their environment. */
  interpreters: Record<string, string>;
  /** A task of the run, by which Nx's own account of it is recognised. */
  witness?: Witness;
}

/** Whatever cannot be read would stand in the way of all records to come. */
function orForget(store: RunStore, work: () => void): void {
  try {
    work();
  } catch (error) {
    store.clear();
    throw error;
  }
}

/**
 * Remembers what a run starts from, for `nx-signal explain`. It links what Nx has written and computes
 * nothing.
 */
export function recordRun(folders: StoreFolders, run: StartingRun): void {
  const store = new RunStore(folders);
  orForget(store, () => {
    if (store.isRecorded(run.processId)) return;
    const { processId, nxJson, variables, interpreters, witness } = run;
    store.adopt();
    store.add(processId, {
      version: 2,
      time: Date.now(),
      nxJson,
      variables: recordVariables(variables, process.env, readSalt(store.saltFile)),
      interpreters,
      ...(witness ? { witness } : {}),
    });
  });
}

/**
 * Remembers the run before, while Nx's files still say what it started from: they are about to be
 * written anew. A run that replayed everything is recorded only here.
 */
export function recordLastRun(folders: StoreFolders, present: NxSettings): void {
  const store = new RunStore(folders);
  orForget(store, () => {
    store.adopt(present);
    store.prune();
  });
}
