import { identifyInterpreter } from './identify-interpreter.js';

// Run by Nx in the workspace root where there is no POSIX shell.
console.log(await identifyInterpreter(process.cwd(), process.argv[2] ?? '.'));
