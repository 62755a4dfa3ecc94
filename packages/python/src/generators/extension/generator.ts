import { join } from 'node:path';
import { logger } from '@nx/devkit';
import { runCommand } from '../../process/run-command.js';
import { createProject } from '../../scaffold/create-project.js';
import { forNx } from '../for-nx.js';
import { signalOfNew } from '../next-commands.js';
import { backends } from './backends.js';
import { type ExtensionOptions, extensionSchema } from './schema.js';

/**
 * Writes Cargo.lock. The first build would write it, too, but only after that build's tasks were
 * hashed without it: the next run would find nothing in the cache.
 */
async function lockCrates(folder: string): Promise<void> {
  const result = await runCommand({
    command: 'cargo',
    args: ['generate-lockfile'],
    cwd: folder,
    timeout: 120_000,
  });
  if (result.exitCode === 0) return;
  logger.warn(
    result.startError
      ? 'cargo is not on PATH: install Rust (https://rustup.rs) before the first build.'
      : `Cargo.lock could not be written; the first build will write it.\n${result.output.trimEnd()}`,
  );
}

/** `nx g @nx-signal/python:extension NAME` */
export default forNx<ExtensionOptions>(async (tree, given) => {
  const { backend, ...options } = extensionSchema.parse(given);
  const { templates, ignored, tables } = backends[backend];
  const { directory, callback } = await createProject(tree, options, {
    templates: ['extension/files', ...templates],
    parent: 'libs',
    requirements: [],
    description: 'What the extension is for',
    tables,
    ignored,
  });
  if (backend !== 'maturin') return callback;
  return async () => {
    await lockCrates(join(tree.root, directory));
    await callback();
  };
}, signalOfNew);
