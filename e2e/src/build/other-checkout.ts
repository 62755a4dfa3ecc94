import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { Workspace } from '../harness/workspace.js';

/** The same workspace in another folder, as a fresh checkout has it: without what was built or kept. */
export async function otherCheckout(workspace: Workspace, root: string): Promise<Workspace> {
  cpSync(workspace.root, root, {
    recursive: true,
    filter: (path) => !/\/(?:\.nx|dist|node_modules)$/.test(path),
  });
  const modules = 'node_modules';
  await workspace.run('ln', ['-s', join(workspace.root, modules), join(root, modules)]);
  return Workspace.open(root);
}
