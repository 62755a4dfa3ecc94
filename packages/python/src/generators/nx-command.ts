import { readNxJson, type Tree } from '@nx/devkit';

/** How Nx is called in a workspace: by its wrapper where no package.json has it. */
export function nxCommand(tree: Tree): string {
  return readNxJson(tree)?.installation && !tree.exists('package.json') ? './nx' : 'npx nx';
}
