import type { AfterAllProjectsVersioned, VersionActions } from 'nx/release';
import { afterAllProjectsVersioned as updateLocks } from './update-locks.js';
import PythonVersionActions from './version-actions.js';

// By Nx's own types alone: the package has none of ours.
export const afterAllProjectsVersioned: AfterAllProjectsVersioned = updateLocks;
const actions: typeof VersionActions = PythonVersionActions;
export default actions;
