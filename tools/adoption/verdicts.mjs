import { runByHand } from './by-hand.mjs';
import { runCommands } from './commands.mjs';
import { runMany } from './nx.mjs';

/** The targets whose verdicts are compared. */
export const targets = ['lint', 'typecheck', 'test:unit'];

/** Tasks of Python projects, out of all that ran. */
function tasksOf(projects, tasks, kinds) {
  return projects.flatMap((project) =>
    kinds
      .filter((target) => `${project.name}:${target}` in tasks)
      .map((target) => ({ project, target, ...tasks[`${project.name}:${target}`] })),
  );
}

/**
 * Runs every target twice, then each of them by hand.
 *
 * @param {string} folder
 * @param {{name: string, root: string}[]} projects
 * @param {object} entry
 */
export function readVerdicts(folder, projects, entry) {
  const kinds = entry.targets ?? targets;
  const first = runMany(folder, kinds, entry.projects, 'first.log');
  const second = runMany(folder, kinds, entry.projects, 'second.log');
  const ran = tasksOf(projects, first.tasks, kinds);
  runCommands(folder, entry.hand);
  const verdicts = ran.map(({ project, target, green }) => {
    const hand = runByHand(folder, project, target, entry);
    return { task: `${project.name}:${target}`, green, hand };
  });
  const notReplayed = ran
    .filter(({ green }) => green)
    .map(({ project, target }) => `${project.name}:${target}`)
    .filter((id) => !second.tasks[id]?.cached);
  return {
    seconds: { first: first.seconds, second: second.seconds },
    verdicts,
    different: verdicts.filter(({ green, hand }) => hand && hand.green !== green),
    notReplayed,
  };
}
