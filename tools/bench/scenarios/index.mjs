import { cached, cachedDaemon } from './cached.mjs';
import { cold } from './cold.mjs';
import { leafEdit } from './leaf-edit.mjs';
import { libraryEdit } from './library-edit.mjs';
import { lockChange } from './lock-change.mjs';

/**
 * @typedef {object} Scenario a change, and a run of everything after it
 * @property {string} id
 * @property {string} title
 * @property {string[]} contenders in the order of each round
 * @property {string[]} floor contenders whose times, added up, are the least that can be hoped for
 * @property {number} warmUps runs of everything before the first round, not measured
 * @property {{daemon?: boolean, sync?: boolean}} options of each run
 * @property {(entrant: object) => void} [before] once, ahead of the warm-ups
 * @property {(entrant: object, round: number) => void} change what is done ahead of each run
 * @property {(plan: object, helpers: object) => string[]} [mustRun]
 * @property {boolean} [replayAll]
 */

/** @type {Scenario[]} */
export const scenarios = [cold, leafEdit, libraryEdit, lockChange, cached, cachedDaemon];
