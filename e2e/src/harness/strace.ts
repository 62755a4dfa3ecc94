import { execa } from 'execa';
import { repository } from './paths.js';

/** Installs strace if it is missing. Returns why nothing can be traced here; undefined when it can. */
export async function whyUntraceable(): Promise<string | undefined> {
  const script = `import { installStrace } from './tools/setup/strace.mjs'; console.log('\\n' + (installStrace() ?? ''));`;
  const { stdout } = await execa(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: repository,
  });
  return stdout.split('\n').at(-1) || undefined;
}
