import { describeMatrix } from './describe-matrix.js';

describeMatrix({
  name: 'affected tasks',
  command: 'affected',
  options: {},
  expected: ({ runs, selects }) => selects ?? runs,
});
