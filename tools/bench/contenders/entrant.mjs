import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../setup/run.mjs';
import { installSet } from '../install/packages.mjs';
import { measure } from '../measure/process.mjs';
import { movingPackage, workspaceFiles } from '../workspace/files.mjs';
import { fetchVersion, makeLock } from '../workspace/lock.mjs';
import { Workspace } from '../workspace/workspace.mjs';
import { nxStep } from './nx.mjs';

/** A contender with its workspace: what scenarios work with. */
export class Entrant {
  #files;
  #lockIndex = 0;

  /**
   * @param {import('./index.mjs').Contender} contender
   * @param {import('../workspace/plan.mjs').Plan} plan
   */
  constructor(contender, plan) {
    this.contender = contender;
    this.plan = plan;
    const keep = (_path, text) => text;
    const shared = Object.entries({ ...workspaceFiles(plan), ...contender.files(plan) });
    const transform = contender.transform ?? keep;
    this.#files = Object.fromEntries(shared.map(([path, text]) => [path, transform(path, text)]));
  }

  /**
   * Installs, generates and makes the environment.
   *
   * @param {{environment?: boolean}} [options] false where no tool will run
   * @returns {string | undefined} why this contender is not to be had
   */
  prepare({ environment = true } = {}) {
    const { packages, missing, finish } = this.contender;
    const modules = packages ? installSet(packages) : undefined;
    const reason = modules && missing?.(modules);
    if (reason) return reason;
    this.workspace = new Workspace(this.plan);
    this.workspace.writeAll(this.#files);
    this.workspace.write('uv.lock', this.#lockText());
    this.workspace.commit();
    if (modules) this.workspace.link(modules);
    if (environment) this.workspace.sync();
    finish?.(this.workspace);
    return undefined;
  }

  #lockText() {
    const version = movingPackage.versions[this.#lockIndex];
    if (version === undefined) throw new Error('no version of the moving package is left');
    fetchVersion(version);
    return makeLock(this.#files, version);
  }

  /** Moves the one package in the lock to its next version. */
  moveLock() {
    this.#lockIndex++;
    this.workspace.write('uv.lock', this.#lockText());
  }

  /** Runs everything once, measured; with `isWatched`, process by process. */
  run({ daemon = false, sync = false, isWatched = false } = {}) {
    const { contender, workspace, plan } = this;
    const steps = contender.steps(workspace, { daemon: daemon && contender.hasDaemon === true });
    const syncStep = { command: ['uv', 'sync', '--frozen', '--all-packages', '--quiet'] };
    const all = sync && contender.needsSync ? [syncStep, ...steps] : steps;
    const measured = measure(all, workspace.root, isWatched);
    return { ...measured, outcome: contender.read(measured, plan) };
  }

  stopDaemon() {
    if (!this.contender.hasDaemon || !existsSync(join(this.workspace.root, '.nx'))) return;
    const { command, env } = nxStep(this.workspace, ['daemon', '--stop']);
    run(command[0], command.slice(1), { cwd: this.workspace.root, env, allowFailure: true });
  }

  dispose() {
    if (!this.workspace) return;
    this.stopDaemon();
    this.workspace.dispose();
  }
}
