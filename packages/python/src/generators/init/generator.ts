import { logger } from '@nx/devkit';
import { writeAgents } from '../../scaffold/agents.js';
import { usualPatterns } from '../../scaffold/gitignore.js';
import { ignore } from '../../scaffold/uv-root.js';
import { buildGraph } from '../../workspace/build-graph.js';
import { forNx } from '../for-nx.js';
import { nxCommand } from '../nx-command.js';
import { optionLines, optionsFrom } from './options.js';
import { readOwnCommands } from './own-commands.js';
import { pluginName, pluginOptions, registerPlugin } from './register-plugin.js';
import { initReport } from './report.js';
import type { InitOptions } from './schema.js';

/** `nx add @nx-signal/python` */
export default forNx<InitOptions>(async (tree) => {
  const done: string[] = [];
  const commands = await readOwnCommands(tree);
  if (registerPlugin(tree, optionsFrom(commands)))
    done.push(`nx.json: registered ${pluginName}`, ...optionLines(commands));
  const isNew = !tree.exists('.gitignore');
  const ignored = ignore(tree, usualPatterns, '# Written by tools');
  if (isNew) done.push('.gitignore: made');
  else if (ignored.length > 0) done.push(`.gitignore: added ${ignored.join(' ')}`);
  const agents = writeAgents(tree);
  if (agents) done.push(`AGENTS.md: ${agents === 'made' ? 'made' : 'the block of nx-signal'}`);
  const graph = await buildGraph(tree.root, pluginOptions(tree));
  const changes =
    done.length > 0 ? ['Changed:', ...done.map((line) => `  ${line}`)] : ['Nothing to change.'];
  const repository = {
    files: graph.files,
    exists: (file: string) => tree.exists(file),
    read: (file: string) => tree.read(file, 'utf8'),
    nx: nxCommand(tree),
  };
  logger.info(['', ...changes, '', initReport(graph, repository), ''].join('\n'));
  return undefined;
});
