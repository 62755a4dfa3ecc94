import { relocateProject } from '../../relocate/relocate-project.js';
import { forNx } from '../for-nx.js';
import { signalOfChange } from '../next-commands.js';
import { type MoveOptions, moveSchema } from './schema.js';

/** `nx g @nx-signal/python:move PROJECT DESTINATION` */
export default forNx<MoveOptions>((tree, options) => {
  const { project, destination } = moveSchema.parse(options);
  return relocateProject(tree, { project, directory: destination });
}, signalOfChange);
