/** Images of the shop's api, built again after a line of it was edited: a plain build, and ours. */
import { appendFileSync, copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { builders, installBuilders } from '../../setup/builders.mjs';
import { nxStep, readNx } from '../contenders/nx.mjs';
import { startDockerd } from '../docker/servers.mjs';
import { green } from './green.mjs';

const images = { PYTHON: 'nx-signal/base', UV: 'nx-signal/uv' };
const edited = 'services/api/src/api/health.py';

/** As it is written without a thought of caches: the whole context, then pip. */
const plainDockerfile = `ARG PYTHON
FROM \${PYTHON}
ENV PIP_CERT=/etc/ssl/certs/ca-certificates.crt
WORKDIR /app
COPY . .
RUN python3 -m venv .venv \\
    && .venv/bin/pip install --no-cache-dir -r requirements.txt \\
    && .venv/bin/pip install --no-cache-dir ./libs/models ./libs/pricing ./services/api
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1
EXPOSE 8000
CMD ["uvicorn", "--factory", "api.app:create_app", "--host", "0.0.0.0"]
`;

const settings = {
  plugins: [
    {
      plugin: '@nx-signal/python',
      options: { targets: { 'docker-build': { network: 'host', buildArgs: images } } },
    },
  ],
  analytics: false,
};

/** Both sides on one Docker daemon with BuildKit, which keeps its layers from build to build. */
export class Images {
  /** Throws where no image can be built here. */
  static async start(shop) {
    installBuilders();
    const started = new Images(shop, await startDockerd());
    try {
      started.#prepare();
      return started;
    } catch (error) {
      await started.stop();
      throw error;
    }
  }

  #shop;
  #daemon;
  #revision = 0;

  constructor(shop, daemon) {
    this.#shop = shop;
    this.#daemon = daemon;
  }

  #prepare() {
    for (const [tag, folder] of [
      [images.PYTHON, builders.base],
      [images.UV, builders.uv],
    ])
      this.#daemon.docker(['build', '--quiet', '--network=host', '--tag', tag, folder]);
    this.before = this.#shop.checkout('before-image');
    writeFileSync(join(this.before, 'Dockerfile'), plainDockerfile);
    copyFileSync(this.#shop.imageRequirements, join(this.before, 'requirements.txt'));
    this.after = this.#shop.checkout('after-image');
    this.#shop.link(this.after);
    writeFileSync(join(this.after, 'nx.json'), JSON.stringify(settings));
  }

  /** One line more in the api, another one each time. */
  #edit(root) {
    this.#revision += 1;
    appendFileSync(join(root, edited), `# ${this.#revision}\n`);
  }

  buildPlain() {
    this.#edit(this.before);
    const args = ['--network=host', '--build-arg', `PYTHON=${images.PYTHON}`, '--tag', 'plain'];
    const command = [builders.docker, 'build', ...args, '.'];
    return green({ command, env: this.#daemon.env }, this.before).wall;
  }

  /** Without the signal before it, which the plain build has not either. */
  buildByNx() {
    this.#edit(this.after);
    const args = ['run', 'api:docker-build', '--excludeTaskDependencies'];
    const { wall, output } = green(
      nxStep({ root: this.after }, args, { env: this.#daemon.env }),
      this.after,
    );
    const { ran } = readNx(output, { 'docker-build': 'image' });
    if (ran.length !== 1) throw new Error('No image was built: that measures something else.');
    return wall;
  }

  stop() {
    return this.#daemon.stop();
  }
}
