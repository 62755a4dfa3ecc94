import { identifyInstalled } from './identify-installed.js';

// Run by Nx in the workspace root where there is no POSIX shell.
const [environment = '.', ...options] = process.argv.slice(2);
const isBeside = options[0] === '--beside';
console.log(
  await identifyInstalled(process.cwd(), environment, options[isBeside ? 1 : 0], isBeside),
);
