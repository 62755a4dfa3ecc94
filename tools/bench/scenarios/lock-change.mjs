/**
 * A small package that one leaf uses goes up a version in the lock. Bringing the environment up to date
 * is part of what is measured.
 */
export const lockChange = {
  id: 'lock-change',
  title: 'One package of one leaf moves in the lock, environment brought up to date, daemon on',
  contenders: [
    'ours',
    'ours-in-process',
    'bare-project',
    'idle',
    'bare',
    'nx-commands',
    'nxlv',
    'turbo',
    'turbo-merged',
    'moon',
  ],
  floor: ['bare-project', 'idle'],
  warmUps: 2,
  options: { daemon: true, sync: true },
  change: (entrant) => entrant.moveLock(),
  mustRun: (plan, { taskIds }) => taskIds([plan.leaf], ['typecheck', 'test']),
};
