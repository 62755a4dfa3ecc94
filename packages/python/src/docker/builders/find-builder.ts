import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SignalError } from '../../errors.js';
import { type BuilderName, builderNames } from '../../options/names.js';
import { type ProcessResult, runProcess } from '../../process/run-process.js';
import { builderFailure } from '../failure.js';
import type { Ability, Builder } from './builder.js';

const probeMilliseconds = 20_000;

/** What came of looking for a builder: itself, an error, or nothing where its program is missing. */
type Probe = Builder | SignalError | undefined;

const all: readonly Ability[] = ['layerCache', 'manyPlatforms', 'attestations'];

async function ask(command: string, args: string[]): Promise<ProcessResult> {
  return runProcess({ command, args, cwd: process.cwd(), timeout: probeMilliseconds });
}

function notAnswering(title: string, { output, timedOut }: ProcessResult): SignalError {
  const known = builderFailure(title, output);
  if (known) return known;
  const reason = timedOut ? 'it did not answer in time' : output.trim().split('\n').at(-1);
  return new SignalError({
    code: 'BUILDER_UNREACHABLE',
    message: `${title} does not answer: ${reason}.`,
    hint: 'start its daemon, or correct DOCKER_HOST or BUILDKIT_HOST.',
  });
}

const versionIn = (text: string) => /\d+\.\d+[.\w+-]*/.exec(text)?.[0] ?? '';

/** Drivers that keep images in dockerd share its limits, unless that uses containerd's store. */
async function buildxAbilities(driver: string): Promise<readonly Ability[]> {
  if (driver !== 'docker') return [...all, 'store'];
  const { output } = await ask('docker', ['info', '--format', '{{json .DriverStatus}}']);
  return /io\.containerd\.snapshotter/.test(output) ? [...all, 'store'] : ['store'];
}

async function probeBuildx(): Promise<Probe> {
  const version = await ask('docker', ['buildx', 'version']);
  if (version.exitCode !== 0) return undefined;
  const title = `docker buildx ${versionIn(version.output)}`;
  const inspect = await ask('docker', ['buildx', 'inspect']);
  const driver = /^Driver:\s*(\S+)/m.exec(inspect.output)?.[1] ?? '';
  const error = /^\s*Error:\s*(.+)$/m.exec(inspect.output)?.[1];
  if (inspect.exitCode !== 0 || error) {
    return notAnswering(title, { ...inspect, output: error ?? inspect.output });
  }
  return { name: 'buildx', title, can: new Set(await buildxAbilities(driver)) };
}

async function probeDocker(): Promise<Probe> {
  const format = '{{.Client.Version}} {{.Server.Version}}';
  const version = await ask('docker', ['version', '--format', format]);
  if (version.startError) return undefined;
  const title = `docker ${versionIn(version.output)}`.trim();
  if (version.exitCode !== 0) return notAnswering('docker', version);
  // Since 23 the client leaves BuildKit to its plugin, and what it builds with otherwise is no match.
  if (Number.parseInt(versionIn(version.output), 10) >= 23) {
    return new SignalError({
      code: 'BUILDER_UNREACHABLE',
      message: `${title} has no buildx, which it needs to use BuildKit.`,
      hint: 'install the plugin, usually the package docker-buildx-plugin or docker-buildx.',
    });
  }
  return { name: 'docker', title: `${title} (BuildKit)`, can: new Set(['store']) };
}

/** A daemon of one's own listens where buildctl does not look by itself. */
function rootlessAddress(variables: NodeJS.ProcessEnv): string[] {
  const folder = variables['XDG_RUNTIME_DIR'];
  if (variables['BUILDKIT_HOST'] || !folder || process.getuid?.() === 0) return [];
  const socket = join(folder, 'buildkit', 'buildkitd.sock');
  return existsSync(socket) ? [`--addr=unix://${socket}`] : [];
}

async function probeBuildctl(): Promise<Probe> {
  const version = await ask('buildctl', ['--version']);
  if (version.startError) return undefined;
  const title = `buildctl ${versionIn(version.output)}`;
  const args = rootlessAddress(process.env);
  const workers = await ask('buildctl', [...args, 'debug', 'workers']);
  if (workers.exitCode !== 0) return notAnswering(title, workers);
  return { name: 'buildctl', title, can: new Set(all), args };
}

function probeStandalone(name: 'buildah' | 'podman') {
  return async (): Promise<Probe> => {
    const version = await ask(name, ['--version']);
    if (version.startError) return undefined;
    if (version.exitCode !== 0) return notAnswering(name, version);
    return { name, title: `${name} ${versionIn(version.output)}`, can: new Set(['store']) };
  };
}

const probes: Record<BuilderName, () => Promise<Probe>> = {
  buildx: probeBuildx,
  docker: probeDocker,
  buildctl: probeBuildctl,
  buildah: probeStandalone('buildah'),
  podman: probeStandalone('podman'),
};

function missing(names: readonly BuilderName[]): SignalError {
  const [only] = names;
  return new SignalError({
    code: 'BUILDER_MISSING',
    message:
      names.length === 1
        ? `The builder ${only} is not installed.`
        : 'There is no image builder. Looked for docker (with buildx, or before version 23), buildctl, buildah and podman.',
    hint: 'install Docker, BuildKit, buildah or podman; `builder` and NX_SIGNAL_BUILDER choose one of them.',
  });
}

/** The builder to use, and what was passed over on the way to it. */
export interface FoundBuilder {
  builder: Builder;
  passed: SignalError[];
}

/**
 * The builder that was asked for, or the first that is there and answers.
 *
 * @throws SignalError BUILDER_MISSING, BUILDER_UNREACHABLE or BUILDER_DENIED
 */
export async function findBuilder(wanted: BuilderName | undefined): Promise<FoundBuilder> {
  const names = wanted ? [wanted] : builderNames;
  const passed: SignalError[] = [];
  for (const name of names) {
    const probe = await probes[name]();
    if (probe instanceof SignalError) passed.push(probe);
    else if (probe) return { builder: probe, passed };
  }
  throw passed[0] ?? missing(names);
}
