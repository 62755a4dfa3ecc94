import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Dockerd, imageSettings, startDockerd } from '../harness/image-builders.js';
import { until } from '../harness/processes.js';
import { Workspace } from '../harness/workspace.js';

/** Programs that name a path on their command line. */
async function programsOf(path: string): Promise<string[]> {
  const { stdout } = await execa('ps', ['-eo', 'args']);
  return stdout.split('\n').filter((line) => line.includes(path));
}

describe('an interrupted build', () => {
  let dockerd: Dockerd;
  let workspace: Workspace;
  beforeAll(async () => {
    dockerd = await startDockerd();
    workspace = await Workspace.create({ shop: true, files: { 'nx.json': imageSettings() } });
    workspace.write(
      'services/api/Dockerfile',
      'ARG PYTHON\nFROM $PYTHON\nCOPY . .\nRUN echo begun && sleep 617\n',
    );
  });
  afterAll(async () => {
    await workspace?.dispose();
    await dockerd?.stop();
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)(
    'leaves no client and no step behind after %s',
    async (signal) => {
      const cli = 'node_modules/nx/dist/bin/nx.js';
      const args = [cli, 'run', 'api:docker-build', '--excludeTaskDependencies'];
      const nx = execa(process.execPath, args, {
        cwd: workspace.root,
        env: {
          ...dockerd.env,
          NX_DAEMON: 'false',
          NX_TUI: 'false',
          NX_DEFAULT_OUTPUT_STYLE: 'stream',
        },
        reject: false,
        all: true,
      });
      const sleeping = async () => (await programsOf('sleep 617')).length > 0;
      await until(sleeping, 'the step has begun');
      expect(await programsOf(`${workspace.root}/.nx`)).not.toEqual([]);
      nx.kill(signal);
      await nx;
      await until(
        async () => (await programsOf(`${workspace.root}/.nx`)).length === 0,
        'the client is gone',
      );
      await until(async () => !(await sleeping()), 'the step is gone');
    },
  );
});
