import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The files that take longest, by `npm test`, which prints them at its end. */
const slowest = [
  'docker/dockerd',
  'matrix/run-many',
  'matrix/affected-tasks',
  'matrix/affected-projects',
  'equivalence-random',
  'equivalence',
  'equivalence-checkers',
  'soundness',
  'matrix/explain',
  'batch-faults',
  'explain',
  'failures',
  'generators/projects',
  'generators/ci',
  'generators/migrate-nxlv',
  'generators/create',
  'generators/init',
  'generators/sync',
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
