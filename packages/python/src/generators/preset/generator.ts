import { generateFiles, OverwriteStrategy, readNxJson, type Tree, updateNxJson } from '@nx/devkit';
import { writeAgents } from '../../scaffold/agents.js';
import { templateFolder } from '../../scaffold/create-project.js';
import { usualPatterns } from '../../scaffold/gitignore.js';
import { newRootManifest } from '../../scaffold/root-manifest.js';
import { ignore } from '../../scaffold/uv-root.js';
import { lock } from '../../uv/run-uv.js';
import extension from '../extension/generator.js';
import { forNx } from '../for-nx.js';
import { registerPlugin } from '../init/register-plugin.js';
import library from '../library/generator.js';
import service from '../service/generator.js';
import worker from '../worker/generator.js';
import { type PresetOptions, presetSchema } from './schema.js';

const generators = { extension, library, service, worker } as const;

/** Names for a first project that the user has not named. */
const firstNames = {
  library: 'core',
  service: 'api',
  worker: 'jobs',
  extension: 'native',
} as const;

function writeIfMissing(tree: Tree, file: string, text: string): void {
  if (!tree.exists(file)) tree.write(file, text);
}

interface Root {
  name: string;
  python: string;
  typeChecker: Parameters<typeof newRootManifest>[0];
  project: string | undefined;
}

function writeRoot(tree: Tree, { name, python, typeChecker, project }: Root): void {
  writeIfMissing(tree, 'pyproject.toml', newRootManifest(typeChecker, python));
  writeIfMissing(tree, '.python-version', `${python}\n`);
  ignore(tree, usualPatterns, '# Written by tools');
  const keep = { overwriteStrategy: OverwriteStrategy.KeepExisting };
  generateFiles(tree, templateFolder('preset/files'), '.', { name, project }, keep);
  const nxJson = readNxJson(tree) ?? {};
  updateNxJson(tree, { ...nxJson, defaultBase: nxJson.defaultBase ?? 'main' });
  registerPlugin(tree);
  writeAgents(tree);
}

/** `npm create nx-signal NAME`, and `create-nx-workspace --preset=@nx-signal/python` */
export default forNx<PresetOptions>(async (tree, given) => {
  const { name, kind, typeChecker, requiresPython, ...options } = presetSchema.parse(given);
  const project = kind === 'none' ? undefined : (options.project ?? firstNames[kind]);
  const python = requiresPython.slice('>='.length);
  writeRoot(tree, { name, python, typeChecker, project });
  const callback =
    kind === 'none' || project === undefined
      ? undefined
      : await generators[kind](tree, { name: project, skipLock: true });
  return async () => {
    await lock(tree.root, '.');
    await callback?.();
  };
});
