/** Everything, with all caches empty and the environment already made. */
export const cold = {
  id: 'cold',
  title: 'Cold: every cache empty, environment ready, no daemon',
  contenders: [
    'ours',
    'ours-in-process',
    'bare',
    'nx-commands',
    'nxlv',
    'turbo',
    'turbo-merged',
    'moon',
  ],
  floor: ['bare'],
  warmUps: 0,
  options: {},
  change: (entrant) => {
    entrant.stopDaemon();
    entrant.workspace.clear();
  },
  mustRun: (plan, { taskIds, names }) => taskIds(names(plan)),
};
