import { createProject } from '../../scaffold/create-project.js';
import { uvBuild } from '../../scaffold/requirements.js';
import { forNx } from '../for-nx.js';
import { signalOfNew } from '../next-commands.js';
import { type WorkerOptions, workerSchema } from './schema.js';

/** `nx g @nx-signal/python:worker NAME` */
export default forNx<WorkerOptions>(async (tree, options) => {
  const { callback } = await createProject(tree, workerSchema.parse(options), {
    templates: ['worker/files'],
    parent: 'services',
    requirements: [],
    description: 'What the worker handles',
    scripts: ({ name, module }) => ({ [name]: `${module}.__main__:main` }),
    serve: ({ module }) => `python -m ${module}`,
    tables: () => [uvBuild()],
  });
  return callback;
}, signalOfNew);
