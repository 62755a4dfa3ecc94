/** What is wrong inside a lock, before it is known which file it came from. */
export class LockProblem extends Error {
  override readonly name = 'LockProblem';
  /** Name of the package whose entry is wrong, if it is one entry's fault. */
  readonly packageName: string | undefined;
  /** What to do, where that is not to write the lock again. */
  readonly hint: string | undefined;

  constructor(message: string, packageName?: string, hint?: string) {
    super(message);
    this.packageName = packageName;
    this.hint = hint;
  }
}
