import { bare } from './bare.mjs';
import { bareProject } from './bare-project.mjs';
import { idle } from './idle.mjs';
import { moon } from './moon.mjs';
import { nxCommands } from './nx-commands.mjs';
import { nxlv } from './nxlv.mjs';
import { ours } from './ours.mjs';
import { oursBeside } from './ours-beside.mjs';
import { oursInProcess } from './ours-in-process.mjs';
import { oursNow, oursNowProgram } from './ours-now.mjs';
import { oursShared } from './ours-shared.mjs';
import { turbo, turboMerged } from './turbo.mjs';

/**
 * @typedef {object} Contender
 * @property {string} id
 * @property {string} title
 * @property {string} [packages] the set of npm packages it needs
 * @property {boolean} [hasDaemon] whether Nx's daemon can serve it
 * @property {boolean} [needsSync] whether someone has to bring the environment up to date for it
 * @property {(plan: object) => Record<string, string>} files its own settings
 * @property {(plan: object) => string[]} [scope] the projects it covers; all when missing
 * @property {(path: string, text: string) => string} [transform] what it needs changed in shared files
 * @property {(workspace: object) => void} [finish] last touches, once the environment is there
 * @property {(modules: string) => string | undefined} [missing] why it is not to be had
 * @property {(workspace: object, options: {daemon: boolean}) => import('../measure/process.mjs').Step[]} steps
 * @property {(measured: object, plan: object) => import('./tasks.mjs').Outcome} read
 */

/** @type {Contender[]} */
export const contenders = [
  ours,
  oursInProcess,
  oursBeside,
  oursNow,
  oursNowProgram,
  oursShared,

  bare,
  bareProject,
  idle,
  nxCommands,
  nxlv,
  turbo,
  turboMerged,
  moon,
];
