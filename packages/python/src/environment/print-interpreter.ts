import { identifyInterpreter } from './identify-interpreter.js';

// Run by Nx in the workspace root where there is no POSIX shell.
const [, , environment = '.', python] = process.argv;
console.log(await identifyInterpreter(process.cwd(), environment, python));
