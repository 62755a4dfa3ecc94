import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePort } from '../harness/free-port.js';
import { type Dockerd, nodeImage, startDockerd } from '../harness/image-builders.js';
import { packed } from '../harness/packages.js';
import { until } from '../harness/processes.js';
import { printedAccess, store, take } from '../remote-cache/objects.js';

const service = 'nx-signal-cache';
const folder = `/var/lib/${service}`;

/** A machine with systemd, on which the package and its unit were installed as the unit's first lines say. */
const dockerfile = `FROM ${nodeImage}
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends systemd
COPY *.tgz /tmp/
RUN npm install --global /tmp/*.tgz
RUN cp /usr/local/lib/node_modules/@nx-signal/cache-server/deploy/${service}.service /etc/systemd/system/
COPY ${service}.env /etc/
RUN chmod 600 /etc/${service}.env && systemctl enable ${service}
RUN systemctl set-default multi-user.target && systemctl mask getty.target systemd-networkd
STOPSIGNAL SIGRTMIN+3
CMD ["/lib/systemd/systemd"]
`;

let dockerd: Dockerd;
let machine: string;
let url: string;
beforeAll(async () => {
  dockerd = await startDockerd({ node: true });
  const context = mkdtempSync(join(tmpdir(), 'nx-signal-cache-systemd-'));
  try {
    const tarball = await packed('cache-server');
    await copyFile(tarball, join(context, basename(tarball)));
    url = `http://127.0.0.1:${await freePort()}`;
    writeFileSync(join(context, `${service}.env`), `NX_SIGNAL_CACHE_PORT=${new URL(url).port}\n`);
    writeFileSync(join(context, 'Dockerfile'), dockerfile);
    await dockerd.docker('build', '--network=host', '--tag', 'machine', context);
  } finally {
    rmSync(context, { recursive: true, force: true });
  }
  machine = await dockerd.docker('run', '--detach', ...machineOptions(), 'machine');
  await untilItAnswers();
});
afterAll(async () => {
  if (machine) await dockerd.docker('rm', '--force', machine);
  await dockerd?.stop();
});

/** What systemd needs to be the first process of a container. */
function machineOptions(): string[] {
  const [first, second] = ['/sys/fs/cgroup/systemd', '/sys/fs/cgroup'];
  const groups = existsSync(first) ? first : second;
  const unconfined = ['seccomp', 'apparmor'].flatMap((name) => [
    '--security-opt',
    `${name}=unconfined`,
  ]);
  return [
    ...['--network=host', '--cgroupns=host', `--volume=${groups}:${groups}:rw`],
    ...['--cap-add=SYS_ADMIN', ...unconfined, '--env=container=docker'],
    ...['--tmpfs=/run', '--tmpfs=/run/lock', '--tmpfs=/tmp'],
  ];
}

const inside = (...args: string[]) => dockerd.docker('exec', machine, ...args);
const systemctl = (verb: string, ...args: string[]) => inside('systemctl', verb, ...args, service);
const show = (property: string) => systemctl('show', '--property', property, '--value');
const journal = () => inside('journalctl', '--no-pager', '--output=cat', `--unit=${service}`);

async function untilItAnswers(): Promise<void> {
  const isUp = () =>
    fetch(`${url}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    );
  await until(isUp, 'the server answers', 60);
}

it('has a unit that systemd finds nothing wrong with', async () => {
  const unit = `/etc/systemd/system/${service}.service`;
  expect(await inside('systemd-analyze', 'verify', '--man=no', unit)).toBe('');
});

it('takes a token that root adds, and has what it stored after a restart', async () => {
  await untilItAnswers();
  // As the guide has it; here the machine has done so when it started.
  await systemctl('enable', '--now');
  const printed = printedAccess(await journal());
  expect(printed.url).toBe(url);
  const add = ['token', 'add', 'ci', '--role', 'write', '--storage.folder', folder];
  const added = { url, token: await inside('nx-signal-cache', ...add) };
  const body = 'x'.repeat(3_000_000);
  await until(async () => (await store(added, '1', body)) === 200, 'the token counts', 10);
  await systemctl('restart');
  await untilItAnswers();
  expect(await take(added, '1')).toBe(body);
  expect(await take(printed, '1')).toBe(body);
});

it('has no right but to serve', async () => {
  const pid = await show('MainPID');
  const status = await inside('cat', `/proc/${pid}/status`);
  expect(status).toMatch(/^CapEff:\s+0{16}$/m);
  expect(status).toMatch(/^NoNewPrivs:\s+1$/m);
  expect(status).toMatch(/^Seccomp:\s+2$/m);
  expect(status).not.toMatch(/^Uid:.*\b0\b/m);
});

it('is started again after it was killed', async () => {
  const before = await show('MainPID');
  await systemctl('kill', '--signal=KILL');
  await until(async () => !['0', before].includes(await show('MainPID')), 'it has started again');
  await untilItAnswers();
  const readers = ['token', 'list', '--storage.folder', folder];
  expect(await inside('nx-signal-cache', ...readers)).toContain('first  write  shared');
});

it('ends in order when it is stopped', async () => {
  await systemctl('stop');
  expect(await show('Result')).toBe('success');
  expect((await journal()).trimEnd().split('\n').slice(-4).join('\n')).toContain(
    '"message":"stopped"',
  );
  const { stdout } = await execa('ps', ['-eo', 'args']);
  expect(stdout).not.toContain(`--storage.folder ${folder}`);
});
