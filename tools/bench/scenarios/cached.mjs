const shared = {
  contenders: [
    'ours',
    'ours-in-process',
    'idle',
    'nx-commands',
    'nxlv',
    'turbo',
    'turbo-merged',
    'moon',
  ],
  floor: ['idle'],
  warmUps: 2,
  change: () => {},
  replayAll: true,
};

/** Nothing changed since the last run. */
export const cached = {
  ...shared,
  id: 'cached',
  title: 'Fully cached, no daemon',
  options: {},
  before: (entrant) => entrant.stopDaemon(),
};

/** Nothing changed since the last run, and Nx's daemon is up. */
export const cachedDaemon = {
  ...shared,
  id: 'cached-daemon',
  title: 'Fully cached, daemon on',
  contenders: ['ours-now', 'ours-now-program', ...shared.contenders],
  options: { daemon: true },
};
