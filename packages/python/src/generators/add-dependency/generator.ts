import { changeDependencies } from '../../uv/change-dependencies.js';
import { forNx } from '../for-nx.js';
import { signalOf } from '../next-commands.js';
import { type AddDependencyOptions, addDependencySchema } from './schema.js';

/** `nx g @nx-signal/python:add-dependency PROJECT REQUIREMENT…` */
export default forNx<AddDependencyOptions>(
  (tree, options) => changeDependencies(tree, 'add', addDependencySchema.parse(options)),
  signalOf,
);
