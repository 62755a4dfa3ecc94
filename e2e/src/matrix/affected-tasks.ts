import { describeMatrix } from './describe-matrix.js';

/** The rows of the matrix for `nx affected`: all of them take too long for every run of the tests. */
export function affectedTasks(name: string, isChosen: (index: number) => boolean): void {
  describeMatrix({
    name,
    command: 'affected',
    options: {},
    isChosen,
    expected: ({ runs, selects }) => selects ?? runs,
  });
}
