import { forNx } from '../shared/for-nx.js';
import { relocateProject } from '../shared/relocate-project.js';
import { type MoveOptions, moveSchema } from './schema.js';

/** `nx g @nx-signal/python:move PROJECT DESTINATION` */
export default forNx<MoveOptions>((tree, options) => {
  const { project, destination } = moveSchema.parse(options);
  return relocateProject(tree, { project, directory: destination });
});
