/** The executors of this package, as targets name them. */
export const executors = {
  /** Quick tools, many tasks in one process. */
  check: '@nx-signal/python:check',
  /** One task each. */
  run: '@nx-signal/python:run',
  /** One image each. */
  dockerBuild: '@nx-signal/python:docker-build',
  /** One server each, for as long as it runs. */
  serve: '@nx-signal/python:serve',
} as const;

/** Keeps declarations in step with imports; Nx asks it before it runs a target that names it, and for `nx sync`. */
export const syncGenerator = '@nx-signal/python:sync';
