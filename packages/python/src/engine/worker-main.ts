import { becomeBatchWorker } from '../nx-internal-engine.js';
import { keepErrandRunner } from '../process/errands.js';
import { declareNxHere } from '../process/nx-process.js';

// The process above works for one run after the other, and has no command line of Nx's.
declareNxHere();
keepErrandRunner(process.argv[2] ?? process.cwd());
await becomeBatchWorker(process.argv[2] ?? process.cwd());
