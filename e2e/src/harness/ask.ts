import type { Workspace } from './workspace.js';

/** Runs the installed `nx-signal` program, with Nx set up as for the runs it looks back at. */
export function ask(
  workspace: Workspace,
  args: readonly string[],
  options: { env?: Record<string, string>; daemon?: boolean } = {},
): Promise<{ exitCode: number; output: string }> {
  // npm makes a program executable when it installs; the harness unpacks later versions over it.
  const program = `${workspace.root}/node_modules/.bin/nx-signal`;
  return workspace.run(process.execPath, [program, ...args], {
    NX_DAEMON: options.daemon ? 'true' : 'false',
    NX_CACHE_DIRECTORY: `${workspace.root}/.nx/cache`,
    NX_NO_CLOUD: 'true',
    ...options.env,
  });
}
