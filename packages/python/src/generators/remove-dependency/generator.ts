import { changeDependencies } from '../../uv/change-dependencies.js';
import { forNx } from '../for-nx.js';
import { signalOf } from '../next-commands.js';
import { type RemoveDependencyOptions, removeDependencySchema } from './schema.js';

/** `nx g @nx-signal/python:remove-dependency PROJECT REQUIREMENT…` */
export default forNx<RemoveDependencyOptions>(
  (tree, options) => changeDependencies(tree, 'remove', removeDependencySchema.parse(options)),
  signalOf,
);
