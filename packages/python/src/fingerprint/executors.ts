/** The executors of this package, as targets name them. */
export const executors = {
  /** Quick tools, many tasks in one process. */
  check: '@nx-signal/python:check',
  /** One task each. */
  run: '@nx-signal/python:run',
  /** One project's sdist and wheel each. */
  build: '@nx-signal/python:build',
  /** One wheel of a project with its siblings each. */
  bundle: '@nx-signal/python:bundle',
  /** Uploads what one project's build made. */
  publish: '@nx-signal/python:publish',
  /** One image each. */
  dockerBuild: '@nx-signal/python:docker-build',
  /** One server each, for as long as it runs. */
  serve: '@nx-signal/python:serve',
} as const;

/** Keeps declarations in step with imports; Nx asks it before it runs a target that names it, and for `nx sync`. */
export const syncGenerator = '@nx-signal/python:sync';
