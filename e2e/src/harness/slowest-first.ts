import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The files that take longest, by `npm test`, which prints them at its end. */
const slowest = [
  'equivalence',
  'reads',
  'generators/ci',
  'matrix/affected-tasks',
  'generators/projects',
  'checker-inputs',
  'cases/environment',
  'cases/settings',
  'inputs',
  'shop',
  'generators/create',
  'batch-faults',
  'traced',
  'cases/types',
  'generators/init',
  'generators/relocate',
  'explain',
  'cases/packages',
  'soundness',
  'generators/migrate-nxlv',
  'interrupt',
  'generators/sync',
  'cases/isolation',
  'cases/sources',
  'failures',
];

/** A long file that starts last would keep one worker busy while the other has nothing left to do. */
export class SlowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const found = slowest.findIndex((name) => moduleId.endsWith(`/src/${name}.e2e.ts`));
      return found < 0 ? slowest.length : found;
    };
    const usual = await super.sort(files);
    return usual.toSorted((left, right) => rank(left) - rank(right));
  }
}
