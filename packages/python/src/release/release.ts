export { afterAllProjectsVersioned } from './update-locks.js';
export { default } from './version-actions.js';
