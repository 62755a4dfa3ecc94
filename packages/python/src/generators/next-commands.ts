/** Runs the signal of a project that was made: `libs/shop/orders` is called `orders`. */
export function signalOfNew({ name }: { name: string }): string {
  return `run ${name.replace(/\/+$/, '').replace(/^.*\//, '')}:signal`;
}

/** Runs what a change of the dependencies of a project reaches. */
export function signalOf({ project }: { project: string }): string {
  // The root need not be a project.
  return project === '.' || project.includes('/') ? signalOfChange() : `run ${project}:signal`;
}

/** Runs what a change of several projects reaches. */
export function signalOfChange(): string {
  return 'affected -t signal';
}
