import { createProject } from '../../scaffold/create-project.js';
import { uvBuild } from '../../scaffold/requirements.js';
import { forNx } from '../for-nx.js';
import { signalOfNew } from '../next-commands.js';
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
}, signalOfNew);
