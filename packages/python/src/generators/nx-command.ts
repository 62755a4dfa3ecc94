import type { Tree } from '@nx/devkit';
import { programCommand } from '../program-command.js';

/** How Nx is called in a workspace. */
export const nxCommand = (tree: Tree) => programCommand('nx', (file) => tree.exists(file));
