import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { uvMissing } from '../environment/uv-errors.js';
import { SignalError } from '../errors.js';
import { joinPath } from '../paths.js';
import { runProcess } from '../process/run-process.js';
import { distributionName, parsePyproject } from '../toml/pyproject.js';
import type { BundleOptions } from './build-options.js';
import { findPython } from './find-python.js';
import { runScript } from './python-script.js';

/** A bundle to make. */
export interface BundleTask {
  workspaceRoot: string;
  /** Folder of the project, relative to the workspace root. */
  directory: string;
  options: BundleOptions;
  /** Called with lines for the user. */
  show(line: string): void;
}

function bundleFailed(message: string, hint: string): SignalError {
  return new SignalError({ code: 'BUNDLE_FAILED', message, hint });
}

/** The wheel that a build left in a folder. */
function wheelIn(workspaceRoot: string, folder: string): string {
  const path = join(workspaceRoot, folder);
  const wheels = existsSync(path) ? readdirSync(path).filter((name) => name.endsWith('.whl')) : [];
  const [wheel] = wheels;
  if (wheel !== undefined && wheels.length === 1) return join(path, wheel);
  throw bundleFailed(
    wheel === undefined ? `${folder} has no wheel.` : `${folder} has ${wheels.length} wheels.`,
    'a project that goes into a bundle needs a [build-system] and its `build` target.',
  );
}

function distributionIn(workspaceRoot: string, directory: string): string {
  const file = joinPath(directory, 'pyproject.toml');
  const { data } = parsePyproject(file, readFileSync(join(workspaceRoot, file), 'utf8'));
  return String(distributionName(data));
}

/** All third-party packages that the lock has for a project, in the versions that it has. */
async function pinned({ workspaceRoot, directory, options }: BundleTask): Promise<string[]> {
  if (!existsSync(join(workspaceRoot, options.environment, 'uv.lock')))
    throw bundleFailed(
      'There is no uv.lock to pin packages from.',
      'run `uv lock`, or set requirements = "ranges" for this target in [tool.nx-signal].',
    );
  const names = ['frozen', 'no-dev', 'no-default-groups', 'no-emit-local', 'no-emit-workspace'];
  const { exitCode, output, startError } = await runProcess({
    command: 'uv',
    args: [
      ...['export', '--quiet', '--format', 'requirements.txt', '--package'],
      distributionIn(workspaceRoot, directory),
      ...[...names, 'no-hashes', 'no-annotate', 'no-header'].map((name) => `--${name}`),
    ],
    cwd: join(workspaceRoot, options.environment),
    timeout: 120_000,
  });
  if (startError) throw uvMissing();
  if (exitCode !== 0) throw bundleFailed(`uv export failed.\n${output.trim()}`, 'run `uv lock`.');
  return output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^[#-]/.test(line));
}

/**
 * Makes one wheel of a project's own and those of its siblings.
 *
 * @throws SignalError BUNDLE_FAILED, BUILD_FAILED where the wheels do not fit together
 */
export async function bundleWheels(task: BundleTask): Promise<void> {
  const { workspaceRoot, options, show } = task;
  const wheel = wheelIn(workspaceRoot, options.wheel);
  const siblings = options.siblings.map((folder) => wheelIn(workspaceRoot, folder));
  const pins = options.requirements === 'pinned' ? await pinned(task) : null;
  const out = join(workspaceRoot, options.output);
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  const python = await findPython(workspaceRoot, options.environment);
  const request = JSON.stringify({ wheel, siblings, pins, out });
  const printed = await runScript(python, 'nx_signal_bundle.py', [request], workspaceRoot);
  const name = printed.trim().split('\n').at(-1) ?? '';
  const size = Math.ceil(statSync(join(out, name)).size / 1000);
  const inside = siblings.length === 1 ? '1 sibling' : `${siblings.length} siblings`;
  const third = pins === null ? 'ranges for the rest' : `${pins.length} packages pinned`;
  show(`Built ${joinPath(options.output, name)} (${size} kB): ${inside}, ${third}`);
}
