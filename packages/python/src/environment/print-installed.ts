import { identifyInstalled } from './identify-installed.js';

// Run by Nx in the workspace root where there is no POSIX shell.
console.log(identifyInstalled(process.cwd(), process.argv[2] ?? '.', process.argv[3]));
