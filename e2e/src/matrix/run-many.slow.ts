import { describeMatrix } from './describe-matrix.js';

describeMatrix({
  name: 'run-many, with the daemon',
  command: 'run-many',
  options: { daemon: true },
  expected: ({ runs }) => runs,
});
