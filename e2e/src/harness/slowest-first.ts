import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The files that take longest, by `npm test`, which prints them at its end. */
const slowest = [
  'everyday',
  'shop',
  'explain',
  'generators/create',
  'engine-nx',
  'cases/settings',
  'audit',
  'engine',
  'cases/graph',
  'terminal',
  'cases/environment',
  'cases/isolation',
  'matrix/affected-tasks',
  'reads',
  'inputs',
  'soundness',
  'cases/types',
  'cases/scope',
  'cases/partial-environment',
  'other-locks',
  'now',
  'cases/sources',
  'cases/packages',
  'failures',
  'generators/init',
  'remote-cache',
  'cases/projects',
  'traced',
  'environment',
  'generators/ci',
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
