import { settingsAbove } from './settings-above.js';

// Run by Nx in the workspace root, before it hashes a task, where that is not the root of the repository.
const [, tools = '', ...extended] = process.argv;
console.log(JSON.stringify(settingsAbove(process.cwd(), tools.split(','), extended)));
