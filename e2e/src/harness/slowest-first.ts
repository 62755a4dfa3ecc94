import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The files that take longest, by `npm test`, which prints them at its end. */
const slowest = [
  'everyday',
  'terminal',
  'report',
  'traced',
  'shop',
  'matrix/affected-tasks',
  'reads',
  'cases/types',
  'cases/graph',
  'cases/settings',
  'other-locks',
  'explain',
  'generators/create',
  'cases/environment',
  'cases/packages',
  'audit',
  'soundness',
  'inputs',
  'cases/scope',
  'interrupt',
  'cases/partial-environment',
  'remote-cache',
  'cases/isolation',
  'cases/sources',
  'generators/init',
  'now',
  'failures',
  'generators/ci',
  'engine',
  'cases/projects',
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
