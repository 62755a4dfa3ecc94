import { createProject } from '../shared/create-project.js';
import { forNx } from '../shared/for-nx.js';
import { uvBuild } from '../shared/requirements.js';
import { type LibraryOptions, librarySchema } from './schema.js';

/** `nx g @nx-signal/python:library NAME` */
export default forNx<LibraryOptions>(async (tree, options) => {
  const { callback } = await createProject(tree, librarySchema.parse(options), {
    templates: ['library/files'],
    parent: 'libs',
    requirements: [],
    description: 'What the library is for',
    tables: () => [uvBuild()],
  });
  return callback;
});
