import { join } from 'node:path';
import { execa } from 'execa';
import { repository } from './paths.js';
import type { Workspace } from './workspace.js';

/** Installs strace if it is missing. Returns why nothing can be traced here; undefined when it can. */
export async function whyUntraceable(): Promise<string | undefined> {
  const script = `import { installStrace } from './tools/setup/strace.mjs'; console.log('\\n' + (installStrace() ?? ''));`;
  const { stdout } = await execa(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: repository,
  });
  return stdout.split('\n').at(-1) || undefined;
}

/** Runs `nx-signal trace` in a workspace. */
export function trace(
  workspace: Workspace,
  tasks: readonly string[],
  env: Record<string, string> = {},
): Promise<{ exitCode: number; output: string }> {
  const program = join(workspace.root, 'node_modules/@nx-signal/python/dist/cli/main.js');
  return workspace.run(process.execPath, [program, 'trace', ...tasks], {
    NX_DAEMON: 'false',
    NX_CACHE_DIRECTORY: join(workspace.root, '.nx', 'cache'),
    NX_DEFAULT_OUTPUT_STYLE: 'static',
    NX_NO_CLOUD: 'true',
    NO_COLOR: '1',
    FORCE_COLOR: '0',
    CI: '',
    ...env,
  });
}
