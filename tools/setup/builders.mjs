/**
 * What the image tests need: builders from Debian's packages, base images that no registry has to
 * serve, and for the slow suite buildkitd, buildx, compose and Node. All that is made is kept in .cache
 * and reused.
 *
 *     node tools/setup/builders.mjs [--buildkit] [--buildx] [--compose] [--node]
 */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, delimiter, join } from 'node:path';
import { asRoot, installDebian } from './debian.mjs';
import { installUv } from './prepare.mjs';
import { main, repository, run } from './run.mjs';

const cache = join(repository, '.cache', 'builders');
const buildkitVersion = '0.34.0';
const buildxVersion = '0.38.2';
/** The last line whose client speaks to the daemon that Debian has. */
const composeVersion = '2.40.3';
const nodeVersion = 24;
const npmVersion = 11;

/** Debian's packages by a file that each brings. */
const packages = {
  'docker.io': '/usr/sbin/dockerd',
  buildah: '/usr/bin/buildah',
  debootstrap: '/usr/sbin/debootstrap',
  'docker-registry': '/usr/bin/docker-registry',
};

/** Configuration of a buildkitd that is ours alone; FOLDER and REGISTRY are to be filled in. */
const buildkitConfig = `root = "FOLDER/root"
insecure-entitlements = ["network.host"]
[grpc]
address = ["unix://FOLDER/buildkitd.sock"]
[worker.oci]
enabled = true
snapshotter = "overlayfs"
networkMode = "host"
[worker.containerd]
enabled = false
[registry."REGISTRY"]
http = true
`;

/** Where things are once they are installed. */
export const builders = {
  /** Debian's own client: others on PATH may lack BuildKit. */
  docker: '/usr/bin/docker',
  dockerd: packages['docker.io'],
  buildah: packages.buildah,
  registry: packages['docker-registry'],
  /** Folders to build the images `nx-signal/base`, `nx-signal/uv` and `nx-signal/node` from. */
  base: join(cache, 'base-1'),
  uv: join(cache, 'uv-1'),
  node: join(cache, `node-${nodeVersion}-1`),
  /** Folder with buildkitd and buildctl. */
  buildkit: join(cache, `buildkit-${buildkitVersion}`),
  buildkitConfig,
  /** A configuration of Docker with buildx in it. */
  buildx: join(cache, `buildx-${buildxVersion}`),
  /** Another one with compose in it. */
  compose: join(cache, `compose-${composeVersion}`),
};

function installPackages() {
  const missing = Object.keys(packages).filter((name) => !existsSync(packages[name]));
  if (missing.length === 0) return;
  console.log(`Installing ${missing.join(', ')} …`);
  installDebian(missing);
}

/** Fills a folder beside its final place, so that half a folder is never taken for a whole one. */
function makeOnce(folder, fill) {
  if (existsSync(folder)) return;
  mkdirSync(cache, { recursive: true });
  const partial = mkdtempSync(join(cache, 'partial-'));
  try {
    fill(partial);
    renameSync(partial, folder);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}

/** Certificates this machine trusts: behind a proxy that opens TLS, Debian's alone are not enough. */
function certificates() {
  const system = '/etc/ssl/certs/ca-certificates.crt';
  return [process.env.SSL_CERT_FILE, system].find((file) => file && existsSync(file));
}

function makeBase(folder) {
  console.log('Making a base image with debootstrap …');
  const root = mkdtempSync(join(tmpdir(), 'nx-signal-base-'));
  try {
    const include = '--include=python3,python3-venv,ca-certificates';
    asRoot('debootstrap', ['--variant=minbase', include, 'bookworm', root]);
    const bundle = certificates();
    if (bundle) asRoot('cp', [bundle, join(root, 'etc/ssl/certs/ca-certificates.crt')]);
    const left = ['var/cache/apt', 'var/lib/apt/lists', 'usr/share/doc', 'usr/share/locale'];
    const excluded = left.map((path) => `--exclude=./${path}/*`);
    asRoot('tar', [...excluded, '-cf', join(folder, 'base.tar'), '-C', root, '.']);
  } finally {
    asRoot('rm', ['-rf', root]);
  }
  writeFileSync(
    join(folder, 'Dockerfile'),
    `FROM scratch
ADD base.tar /
ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \\
    SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt
CMD ["python3"]
`,
  );
}

function makeUv(folder) {
  const { stdout } = run('sh', ['-c', 'readlink -f "$(command -v uv)"']);
  copyFileSync(stdout.trim(), join(folder, 'uv'));
  writeFileSync(join(folder, 'Dockerfile'), 'FROM scratch\nCOPY uv /uv\n');
}

/** As much of Docker's official image of Node as a Dockerfile on top of it uses. */
function makeNode(folder) {
  const packages = [`node@${nodeVersion}`, `npm@${npmVersion}`];
  writeFileSync(join(folder, 'package.json'), '{"private":true}');
  // The package's install script puts the platform's executable in place.
  run('npm', ['install', '--no-audit', '--no-fund', '--foreground-scripts', ...packages], {
    cwd: folder,
  });
  writeFileSync(
    join(folder, 'Dockerfile'),
    `FROM nx-signal/base
COPY node_modules/node/bin/node /usr/local/bin/node
COPY node_modules/npm /usr/local/lib/node_modules/npm
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm \\
    && groupadd --gid 1000 node && useradd --uid 1000 --gid node --create-home node
ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt
CMD ["node"]
`,
  );
}

/** Builds programs of a Go module into a folder. */
function buildModule(module, programs, folder) {
  const { stdout } = run('go', ['mod', 'download', '-json', module], { cwd: tmpdir() });
  const args = ['build', '-o', `${folder}/`, ...programs];
  const env = { CGO_ENABLED: '0', GOFLAGS: '-mod=mod -buildvcs=false' };
  run('go', args, { cwd: JSON.parse(stdout).Dir, env });
}

function makeBuildkit(folder) {
  console.log('Building buildkitd and buildctl …');
  const programs = ['./cmd/buildkitd', './cmd/buildctl'];
  buildModule(`github.com/moby/buildkit@v${buildkitVersion}`, programs, folder);
}

/** Docker looks for its plugins in a folder of its configuration. */
function makePlugin(name, module, program) {
  return (folder) => {
    console.log(`Building ${name} …`);
    const plugins = join(folder, 'cli-plugins');
    mkdirSync(plugins);
    buildModule(module, [program], plugins);
    renameSync(join(plugins, basename(program)), join(plugins, `docker-${name}`));
  };
}

const makeBuildx = makePlugin(
  'buildx',
  `github.com/docker/buildx@v${buildxVersion}`,
  './cmd/buildx',
);
const makeCompose = makePlugin(
  'compose',
  `github.com/docker/compose/v2@v${composeVersion}`,
  './cmd',
);

/** Puts Debian's client, and nothing else of its folder, in front of others on PATH. */
function putFirst() {
  const folder = join(cache, 'bin');
  const link = join(folder, 'docker');
  mkdirSync(folder, { recursive: true });
  if (!existsSync(link)) symlinkSync(builders.docker, link);
  process.env.PATH = `${folder}${delimiter}${process.env.PATH}`;
}

/** Makes sure that all of it is there; Debian's client comes first on PATH for this process. */
export function installBuilders({
  buildkit = false,
  buildx = false,
  compose = false,
  node = false,
} = {}) {
  installPackages();
  installUv();
  makeOnce(builders.base, makeBase);
  makeOnce(builders.uv, makeUv);
  if (buildkit) makeOnce(builders.buildkit, makeBuildkit);
  if (buildx) makeOnce(builders.buildx, makeBuildx);
  if (compose) makeOnce(builders.compose, makeCompose);
  if (node) makeOnce(builders.node, makeNode);
  putFirst();
  return builders;
}

if (process.argv[1] === import.meta.filename) {
  const optional = ['buildkit', 'buildx', 'compose', 'node'];
  const asked = (name) => [name, process.argv.includes(`--${name}`)];
  main(() => installBuilders(Object.fromEntries(optional.map(asked))));
}
