import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { dataFolder } from '../data-folder.js';
import { joinPath } from '../paths.js';
import { runProcess } from '../process/run-process.js';
import { parsePyproject, type Table, valueAt } from '../toml/pyproject.js';
import type { ImageRequest } from './builders/builder.js';
import { contextError } from './context/context-error.js';
import { type ImageContext, readContext } from './context/read-context.js';
import { isolateDockerfile, type WrittenContext, writeContext } from './context/write-context.js';
import { dockerfileVariant } from './dockerfile-name.js';
import { archiveFile } from './image-metadata.js';
import type { ImageOptions } from './image-options.js';
import { inputsHash } from './inputs-hash.js';
import { ociLabels } from './labels.js';
import { layerCacheOf } from './layer-cache.js';
import { parseSecrets, type Secret, SecretMask, secretValues } from './secrets.js';
import { fillTags, fillTemplate, imageNameOf, type TemplateValues } from './template.js';

/** One image to build. */
export interface ImageTask {
  /** Name of the project in Nx. */
  project: string;
  options: ImageOptions;
  context: ImageContext;
  /** Called with text for the user as it comes. */
  show(text: string): void;
}

/** A task with all that its build starts from. */
export interface PreparedImage extends ImageTask {
  directory: string;
  manifest: Table;
  written: WrittenContext;
  /** Hash of all the image is made from. */
  inputsHash: string;
  /** Where this machine remembers what it built last. */
  recordFile: string;
  buildArgs: Record<string, string>;
  dockerfileText: string;
  values: TemplateValues;
  secrets: Secret[];
  mask: SecretMask;
  scratch: string;
}

async function shortSha(root: string): Promise<string | undefined> {
  const args = ['rev-parse', '--short', 'HEAD'];
  const { exitCode, output } = await runProcess({
    command: 'git',
    args,
    cwd: root,
    timeout: 10_000,
  });
  return exitCode === 0 ? output.trim() : undefined;
}

function readManifest(root: string, directory: string): Table {
  const file = joinPath(directory, 'pyproject.toml');
  const path = join(root, file);
  return existsSync(path) ? parsePyproject(file, readFileSync(path, 'utf8')).data : {};
}

function templateValues(
  { project, options }: ImageTask,
  manifest: Table,
  hash: string,
  sha: string | undefined,
): TemplateValues {
  const projectName = imageNameOf(project);
  const variant = dockerfileVariant(options.dockerfile);
  const version = valueAt(manifest, 'project.version');
  return {
    projectName,
    imageName: variant === undefined ? projectName : `${projectName}-${imageNameOf(variant)}`,
    version: typeof version === 'string' ? version : undefined,
    shortSha: sha,
    contextHash: hash.slice(0, 12),
  };
}

function readDockerfile(root: string, file: string): string {
  try {
    return readFileSync(join(root, file), 'utf8');
  } catch {
    throw contextError(`${file} cannot be read.`, 'check that it exists.', { file });
  }
}

function usesSha({ tags = [], labels = {}, layerCache = '' }: ImageOptions): boolean {
  return [...tags, ...Object.values(labels), layerCache].some((text) =>
    text.includes('{shortSha}'),
  );
}

/** Secrets from files are named from the workspace root, builders want to know them from anywhere. */
function readSecrets({ options, context }: ImageTask) {
  const secrets = parseSecrets(options.secrets ?? {});
  const values = secretValues(secrets, {
    variable: (name) => process.env[name],
    file: (path) => {
      const full = resolve(context.root, path);
      return existsSync(full) ? readFileSync(full, 'utf8') : undefined;
    },
  });
  const located = secrets.map((secret) =>
    secret.kind === 'file' ? { ...secret, source: resolve(context.root, secret.source) } : secret,
  );
  return { secrets: located, mask: new SecretMask(values) };
}

/** Reads the project, writes the context, and looks the secrets up. */
export async function prepareImage(task: ImageTask, scratch: string): Promise<PreparedImage> {
  const { project, options, context } = task;
  const directory = context.projectsConfigurations?.projects[project]?.root ?? '.';
  const manifest = readManifest(context.root, directory);
  const plan = await readContext(project, options, context);
  const folder = ['docker', imageNameOf(project), options.dockerfile];
  const parent = join(dataFolder(context.root), ...folder);
  const written = await writeContext(plan, context.root, parent);
  const dockerfileText = readDockerfile(context.root, joinPath(directory, options.dockerfile));
  const buildArgs = mapValues(options.buildArgs ?? {}, fillVariables);
  const labels = { ...ociLabels(manifest), ...options.labels };
  const hash = inputsHash({
    context: written.hash,
    dockerfile: dockerfileText,
    buildArgs,
    options: { ...options, labels },
  });
  const sha = usesSha(options) ? await shortSha(context.root) : undefined;
  return {
    ...task,
    directory,
    manifest,
    written,
    inputsHash: hash,
    recordFile: join(parent, 'built.json'),
    buildArgs,
    dockerfileText,
    values: templateValues(task, manifest, hash, sha),
    scratch,
    ...readSecrets(task),
  };
}

function fillVariables(text: string): string {
  return text.replace(
    /\{env\.([A-Za-z_][A-Za-z0-9_]*)\}/g,
    (_, name: string) => process.env[name] ?? '',
  );
}

function mapValues(table: Record<string, string>, change: (value: string) => string) {
  return Object.fromEntries(Object.entries(table).map(([key, value]) => [key, change(value)]));
}

/** What the builder is asked for. */
export async function requestFor(prepared: PreparedImage): Promise<ImageRequest> {
  const { options, values, manifest, written, scratch, context, dockerfileText } = prepared;
  const setting = process.env['NX_SIGNAL_LAYER_CACHE'] || options.layerCache || 'auto';
  const filled = fillTemplate(setting, values).replace(
    /^local:(.+)/,
    (_, folder: string) => `local:${resolve(context.root, folder)}`,
  );
  const cache = layerCacheOf(filled, values.imageName, process.env);
  return {
    context: written.folder,
    dockerfile: await isolateDockerfile(options.dockerfile, dockerfileText, scratch),
    tags: fillTags(options.tags ?? ['{imageName}:latest'], values),
    labels: {
      ...ociLabels(manifest),
      ...mapValues(options.labels ?? {}, (text) => fillTemplate(text, values)),
    },
    platforms: options.platforms ?? [],
    buildArgs: prepared.buildArgs,
    secrets: prepared.secrets,
    stage: options.stage,
    network: options.network,
    cache,
    importCache: cache?.folder === undefined || existsSync(join(cache.folder, 'index.json')),
    push: options.push ?? false,
    archive: options.archive ? join(context.root, options.report, archiveFile) : undefined,
    sbom: options.sbom ?? false,
    provenance: options.provenance ?? false,
    args: options.args ?? [],
    scratch,
  };
}
