import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataFolder } from '../data-folder.js';
import { SignalError } from '../errors.js';
import { builderNames } from '../options/names.js';
import { runProcess } from '../process/run-process.js';
import { joinPath } from '../project/paths.js';
import { parsePyproject, type Table, valueAt } from '../project/pyproject.js';
import type { ImageRequest } from './builders/builder.js';
import { type FoundBuilder, findBuilder } from './builders/find-builder.js';
import { type PlannedBuild, planBuild } from './builders/plan-build.js';
import { type ImageContext, readContext } from './context/read-context.js';
import { isolateDockerfile, type WrittenContext, writeContext } from './context/write-context.js';
import { dockerfileVariant } from './dockerfile-name.js';
import { buildFailure } from './failure.js';
import { archiveFile, type ImageMetadata, readDigest, writeMetadata } from './image-metadata.js';
import type { ImageOptions } from './image-options.js';
import { ociLabels } from './labels.js';
import { layerCacheOf } from './layer-cache.js';
import { parseSecrets, type Secret, SecretMask, secretValues } from './secrets.js';
import { fillTags, fillTemplate, imageNameOf, type TemplateValues } from './template.js';

const defaultTimeoutSeconds = 3600;

/** One image to build. */
export interface ImageTask {
  /** Name of the project in Nx. */
  project: string;
  options: ImageOptions;
  context: ImageContext;
  /** Called with text for the user as it comes. */
  show(text: string): void;
}

interface Prepared extends ImageTask {
  directory: string;
  manifest: Table;
  written: WrittenContext;
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
  contextHash: string,
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
    contextHash: contextHash.slice(0, 12),
  };
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
      const full = join(context.root, path);
      return existsSync(full) ? readFileSync(full, 'utf8') : undefined;
    },
  });
  const located = secrets.map((secret) =>
    secret.kind === 'file' ? { ...secret, source: join(context.root, secret.source) } : secret,
  );
  return { secrets: located, mask: new SecretMask(values) };
}

async function prepare(task: ImageTask, scratch: string): Promise<Prepared> {
  const { project, options, context } = task;
  const directory = context.projectsConfigurations?.projects[project]?.root ?? '.';
  const manifest = readManifest(context.root, directory);
  const plan = await readContext(project, options, context);
  const parent = join(
    dataFolder(context.root),
    'docker',
    imageNameOf(`${project} ${dockerfileVariant(options.dockerfile) ?? ''}`),
  );
  const written = await writeContext(plan, context.root, parent);
  const sha = usesSha(options) ? await shortSha(context.root) : undefined;
  const values = templateValues(task, manifest, written.hash, sha);
  return { ...task, directory, manifest, written, values, scratch, ...readSecrets(task) };
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

async function requestFor(prepared: Prepared): Promise<ImageRequest> {
  const { options, values, manifest, written, scratch, context, directory } = prepared;
  const setting = process.env['NX_SIGNAL_LAYER_CACHE'] ?? options.layerCache ?? 'auto';
  const cache = layerCacheOf(fillTemplate(setting, values), values.imageName, process.env);
  const dockerfile = join(context.root, directory, options.dockerfile);
  return {
    context: written.folder,
    dockerfile: await isolateDockerfile(dockerfile, scratch),
    tags: fillTags(options.tags ?? ['{imageName}:latest'], values),
    labels: {
      ...ociLabels(manifest),
      ...mapValues(options.labels ?? {}, (text) => fillTemplate(text, values)),
    },
    platforms: options.platforms ?? [],
    buildArgs: mapValues(options.buildArgs ?? {}, fillVariables),
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

function kilobytes(bytes: number): string {
  return bytes < 1_000_000
    ? `${Math.ceil(bytes / 1000)} kB`
    : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

function announce({ show, written, options }: Prepared, found: FoundBuilder, plan: PlannedBuild) {
  for (const { message } of found.passed) show(`note: passed over: ${message}\n`);
  for (const note of plan.notes) show(`note: ${note}\n`);
  const { files, size, hash } = written;
  const context = `${options.context} context ${hash.slice(0, 12)}: ${files} files, ${kilobytes(size)}`;
  show(`${plan.request.tags.join(', ')} with ${found.builder.title}, ${context}\n`);
}

function timedOut(title: string, seconds: number): SignalError {
  return new SignalError({
    code: 'TIMEOUT',
    message: `${title} was stopped after ${seconds} seconds.`,
    hint: 'find out what hangs, or set a longer `timeout` for this target in [tool.nx-signal].',
  });
}

async function runSteps(prepared: Prepared, { builder }: FoundBuilder, plan: PlannedBuild) {
  const { options, context, directory, mask, show } = prepared;
  const seconds = options.timeout ?? defaultTimeoutSeconds;
  for (const step of plan.steps) {
    const result = await runProcess({
      ...step,
      cwd: context.root,
      timeout: seconds * 1000,
      onOutput: (text) => show(mask.push(text)),
    });
    show(mask.flush());
    if (result.timedOut) throw timedOut(builder.title, seconds);
    if (result.exitCode === 0) continue;
    throw buildFailure({
      builder: builder.title,
      output: mask.hide(result.startError ?? result.output),
      dockerfile: joinPath(directory, options.dockerfile),
      dockerfileText: readFileSync(join(context.root, directory, options.dockerfile), 'utf8'),
    });
  }
}

function wantedBuilder({ builder }: ImageOptions) {
  const named = process.env['NX_SIGNAL_BUILDER'] || builder;
  if (named === undefined) return undefined;
  const known = builderNames.find((name) => name === named);
  if (known) return known;
  throw new SignalError({
    code: 'OPTIONS_INVALID',
    message: `NX_SIGNAL_BUILDER names "${named}", which is no builder.`,
    hint: `use one of ${builderNames.join(', ')}.`,
  });
}

function describe(plan: PlannedBuild, found: FoundBuilder, prepared: Prepared): ImageMetadata {
  const { request } = plan;
  const exported = request.push || request.archive !== undefined;
  return {
    version: 1,
    tags: request.tags,
    id: readDigest(plan.id, 'containerimage.config.digest'),
    digest: exported ? readDigest(plan.digest, 'containerimage.digest') : undefined,
    contextHash: prepared.written.hash,
    builder: found.builder.title,
    platforms: request.platforms,
    pushed: request.push,
    archive: request.archive === undefined ? undefined : archiveFile,
  };
}

/**
 * Builds one image and leaves its metadata in the report folder.
 *
 * @throws SignalError with any of the codes about contexts, builders and images
 */
export async function buildImage(task: ImageTask): Promise<ImageMetadata> {
  const scratch = await mkdtemp(join(tmpdir(), 'nx-signal-image-'));
  try {
    const prepared = await prepare(task, scratch);
    const request = await requestFor(prepared);
    const found = await findBuilder(wantedBuilder(task.options));
    const report = join(task.context.root, task.options.report);
    const plan = planBuild(found.builder, request, join(report, archiveFile));
    announce(prepared, found, plan);
    await rm(report, { recursive: true, force: true });
    await mkdir(report, { recursive: true });
    await runSteps(prepared, found, plan);
    const metadata = describe(plan, found, prepared);
    await writeMetadata(report, metadata);
    return metadata;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
