import { relocateProject } from '../../relocate/relocate-project.js';
import { forNx } from '../for-nx.js';
import { signalOfChange } from '../next-commands.js';
import { type RenameOptions, renameSchema } from './schema.js';

/** `nx g @nx-signal/python:rename PROJECT NEW-NAME` */
export default forNx<RenameOptions>((tree, options) => {
  const { project, newName } = renameSchema.parse(options);
  return relocateProject(tree, { project, name: newName });
}, signalOfChange);
