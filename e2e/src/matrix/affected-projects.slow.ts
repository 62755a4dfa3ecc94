import { describeMatrix } from './describe-matrix.js';

describeMatrix({
  name: 'affected projects',
  command: 'affected',
  options: { env: { NX_LEGACY_AFFECTED: 'true' } },
  expected: ({ runs }) => runs,
});
