import { usersOf } from '../workspace/plan.mjs';

/** A line edited in the library that every project uses. */
export const libraryEdit = {
  id: 'library-edit',
  title: 'One line edited in the library everyone uses, daemon on',
  contenders: [
    'ours',
    'ours-in-process',
    'ours-beside',
    'ours-now',
    'ours-now-program',
    'bare',
    'idle',
    'nx-commands',
    'nxlv',
    'turbo',
    'turbo-merged',
    'moon',
  ],
  floor: ['bare', 'idle'],
  warmUps: 2,
  options: { daemon: true },
  change: (entrant, round) => entrant.workspace.edit(entrant.plan.library, round),
  mustRun: (plan, { taskIds }) => [
    ...taskIds([plan.library]),
    ...taskIds(usersOf(plan, plan.library), ['typecheck', 'test']),
  ],
};
