import type { Command } from '../command.js';
import { readQuestion } from './now.js';

const usage = `nx-signal watch [-t <targets>] [project…]

Shows the verdict of \`nx-signal now\` on one screen, again after each save: failures first, then what became green, the
verdict last. A newer save ends a run in progress. Files that git ignores are not watched. Ctrl-C ends it.

  -t, --targets  targets, separated by commas (default signal)
  project        names or patterns, as \`nx run-many --projects\` takes them (default: all that have such a target)

Example: nx-signal watch -t lint,typecheck,test:unit api`;

/** `nx-signal watch`: the verdict after each save. */
export const watchCommand: Command = {
  name: 'watch',
  summary: 'check again after each save',
  usage,
  async run(argv, { workspaceRoot }) {
    const { targets, projects } = readQuestion(argv, []);
    const { watch } = await import('../../engine/watch.js');
    const { nowProgram } = await import('../../engine/now-program.js');
    const { watchFiles } = await import('../../nx-internal-engine.js');
    const abort = new AbortController();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => abort.abort());
    const question = ['--json', '--targets', targets.join(','), ...projects];
    const { stdout } = process;
    await watch({
      command: [...nowProgram, ...question],
      cwd: workspaceRoot,
      screen: {
        get rows() {
          return stdout.isTTY ? stdout.rows : undefined;
        },
        write: (text) => void stdout.write(text),
      },
      onSave: (listener) => watchFiles(workspaceRoot, listener),
      signal: abort.signal,
    });
    return 0;
  },
};
