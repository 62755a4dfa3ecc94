/** A manager of environments other than uv. */
export interface Manager {
  /** Its lock; undefined for environments that are kept by hand. */
  lock?: string;
  /** The command that prints the environment's folder, if the manager may keep it elsewhere. */
  find?: readonly [string, ...string[]];
  /** The command that makes the environment, or brings it up to date. */
  install: string;
  /** What makes a local dependency one that shows its sources. */
  editable: string;
}

/** The managers by their locks; where a folder has several, the first of these counts. */
export const managers: readonly (Manager & { lock: string })[] = [
  {
    lock: 'poetry.lock',
    find: ['poetry', 'env', 'info', '--path'],
    install: 'poetry install',
    editable: 'declare it with `develop = true`',
  },
  {
    lock: 'pdm.lock',
    find: ['pdm', 'info', '--env'],
    install: 'pdm install',
    editable: 'add it with `pdm add --dev --editable`',
  },
  {
    lock: 'pylock.toml',
    install: 'uv venv && uv pip sync pylock.toml',
    editable: 'lock it as an editable',
  },
];

/** An environment without a lock. */
export const byHand: Manager = {
  install: 'pip install',
  editable: 'install it with `pip install --editable`',
};
