import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The files that take longest, by `npm test`, which prints them at its end. */
const slowest = [
  'reads',
  'cases/environment',
  'explain',
  'matrix/affected-tasks',
  'cases/partial-environment',
  'everyday',
  'audit',
  'shop',
  'cases/packages',
  'soundness',
  'cases/settings',
  'cases/scope',
  'traced',
  'cases/types',
  'cases/graph',
  'cases/isolation',
  'interrupt',
  'generators/create',
  'inputs',
  'failures',
  'cases/sources',
  'generators/init',
  'cases/projects',
  'generators/migrate-nxlv',
  'generators/sync',
  'generators/ci',
  'remote-cache',
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
