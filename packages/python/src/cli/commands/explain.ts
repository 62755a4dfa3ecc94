import { describeExplanation } from '../../explain/words.js';
import type { Command } from '../command.js';
import { parseArguments, usageError } from '../options.js';

const usage = `nx-signal explain <project>:<target> [options]

Says why a task ran again, or why it would run now. Nothing is run and nothing is changed.

  --last      explain the last run that did the work, whatever changed since
  --json      print the answer for programs (type Explanation)
  --verbose   do not shorten long lists

Example: nx-signal explain models:test:unit`;

/** `nx-signal explain`: the causes behind a miss of the cache. */
export const explain: Command = {
  name: 'explain',
  summary: 'say why a task ran again, or would run now',
  usage,
  async run(argv, { workspaceRoot, stdout }) {
    const { flags, values } = parseArguments(argv, ['--last', '--json', '--verbose']);
    const [task, ...more] = values;
    if (task === undefined || more.length > 0)
      throw usageError(
        `explain takes one task, not ${values.length}.`,
        'name it as project:target, such as `nx-signal explain models:test:unit`.',
      );
    // Loads Nx, which --help and mistakes need not wait for.
    const { explainTask } = await import('../../explain/explain-task.js');
    const onlyLast = flags.has('--last');
    const explanation = await explainTask({ workspaceRoot, task, onlyLast });
    stdout(
      flags.has('--json')
        ? JSON.stringify(explanation, null, 2)
        : describeExplanation(explanation, flags.has('--verbose')),
    );
    return 0;
  },
};
