/** A line edited in a project that nothing depends on. */
export const leafEdit = {
  id: 'leaf-edit',
  title: 'One line edited in a leaf, daemon on',
  contenders: [
    'ours',
    'ours-in-process',
    'ours-beside',
    'ours-now',
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
  options: { daemon: true },
  change: (entrant, round) => entrant.workspace.edit(entrant.plan.leaf, round),
  mustRun: (plan, { taskIds }) => taskIds([plan.leaf]),
};
