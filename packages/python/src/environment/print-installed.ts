import { identifyInstalled } from './identify-installed.js';

// Run by Nx in the workspace root where there is no POSIX shell.
const [, , environment = '.', program = '', what] = process.argv;
const asked = { program: program || undefined, besideLock: what === 'installed' };
console.log(identifyInstalled(process.cwd(), environment, asked));
