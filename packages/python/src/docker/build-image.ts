import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SignalError } from '../errors.js';
import { builderNames } from '../options/names.js';
import { joinPath } from '../paths.js';
import type { CacheFigures } from '../process/cache-counts.js';
import { runProcess } from '../process/run-process.js';
import type { ImageRequest } from './builders/builder.js';
import { type FoundBuilder, findBuilder } from './builders/find-builder.js';
import { type PlannedBuild, planBuild } from './builders/plan-build.js';
import { CachedSteps } from './cached-steps.js';
import { buildFailure } from './failure.js';
import { archiveFile, type ImageMetadata, readDigest, writeMetadata } from './image-metadata.js';
import type { ImageOptions } from './image-options.js';
import { type ImageTask, type PreparedImage, prepareImage, requestFor } from './prepare-image.js';
import { isInStore, readRecord, writeRecord } from './store-record.js';

const defaultTimeoutSeconds = 3600;

function kilobytes(bytes: number): string {
  return bytes < 1_000_000
    ? `${Math.ceil(bytes / 1000)} kB`
    : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

function announce(
  { show, written, options }: PreparedImage,
  found: FoundBuilder,
  plan: PlannedBuild,
) {
  for (const { message } of found.passed) show(`note: skipped: ${message}\n`);
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

/** Runs a plan to its end; returns all that was shown. */
async function runSteps(
  prepared: PreparedImage,
  { builder }: FoundBuilder,
  plan: PlannedBuild,
  cached: CachedSteps,
): Promise<string> {
  const { options, context, directory, mask, show } = prepared;
  const seconds = options.timeout ?? defaultTimeoutSeconds;
  let output = '';
  for (const step of plan.steps) {
    const result = await runProcess({
      ...step,
      cwd: context.root,
      timeout: seconds * 1000,
      onOutput: (text) => {
        cached.push(text);
        show(mask.push(text));
      },
    });
    show(mask.flush());
    if (result.timedOut) throw timedOut(builder.title, seconds);
    output += result.output;
    if (result.exitCode === 0) continue;
    throw buildFailure({
      builder: builder.title,
      output: mask.hide(result.startError ?? result.output),
      dockerfile: joinPath(directory, options.dockerfile),
      dockerfileText: prepared.dockerfileText,
    });
  }
  return output;
}

function wantedBuilder({ builder }: ImageOptions) {
  const named = process.env['NX_SIGNAL_BUILDER'] || builder;
  if (named === undefined) return undefined;
  const known = builderNames.find((name) => name === named);
  if (known) return known;
  throw new SignalError({
    code: 'OPTIONS_INVALID',
    message: `NX_SIGNAL_BUILDER names "${named}", which is not a builder.`,
    hint: `use one of ${builderNames.join(', ')}.`,
  });
}

/** What `docker push` says at its end. */
const pushedDigest = /\bdigest: (sha256:[0-9a-f]{64})\b/;

function describe(
  plan: PlannedBuild,
  found: FoundBuilder,
  prepared: PreparedImage,
  output: string,
): ImageMetadata {
  const { request } = plan;
  const exported = request.push || request.archive !== undefined;
  const said = request.push ? pushedDigest.exec(output)?.[1] : undefined;
  return {
    version: 1,
    tags: request.tags,
    id: readDigest(plan.id, 'containerimage.config.digest'),
    digest: (exported ? readDigest(plan.digest, 'containerimage.digest') : undefined) ?? said,
    contextHash: prepared.written.hash,
    inputsHash: prepared.inputsHash,
    builder: found.builder.title,
    platforms: request.platforms,
    pushed: request.push,
    archive: request.archive === undefined ? undefined : archiveFile,
  };
}

/** Whether the image is to be left in a store that only this machine sees. */
const staysHere = ({ push, archive }: ImageRequest) => !push && archive === undefined;

/** The image of an earlier build, if it is the same one and its names still stand for it. */
async function knownImage(
  prepared: PreparedImage,
  { builder }: FoundBuilder,
  { request }: PlannedBuild,
): Promise<ImageMetadata | undefined> {
  const record = readRecord(prepared.recordFile);
  const same =
    record?.inputsHash === prepared.inputsHash &&
    record.builder === builder.title &&
    record.tags.join() === request.tags.join();
  if (!same || !staysHere(request)) return undefined;
  if (await isInStore(builder, record)) return record;
  prepared.show(
    `note: ${record.tags.join(', ')} is no longer the image that was built here before, so it is built again.\n`,
  );
  return undefined;
}

/** An image, and whether it was there already. */
export interface BuiltImage {
  metadata: ImageMetadata;
  unchanged: boolean;
}

/** Is told what BuildKit found in its cache. */
type OnCounted = (figures: CacheFigures) => void;

async function build(prepared: PreparedImage, onCounted: OnCounted): Promise<BuiltImage> {
  const { options, context, recordFile } = prepared;
  const request = await requestFor(prepared);
  const found = await findBuilder(wantedBuilder(options));
  const report = join(context.root, options.report);
  const plan = planBuild(found.builder, request, join(report, archiveFile));
  const known = await knownImage(prepared, found, plan);
  if (known) {
    await writeMetadata(report, known);
    return { metadata: known, unchanged: true };
  }
  announce(prepared, found, plan);
  await rm(report, { recursive: true, force: true });
  await mkdir(report, { recursive: true });
  const cached = new CachedSteps();
  const output = await runSteps(prepared, found, plan, cached).finally(() => {
    if (cached.count) onCounted({ buildkit: cached.count });
  });
  const metadata = describe(plan, found, prepared, output);
  await writeMetadata(report, metadata);
  await writeRecord(recordFile, metadata);
  return { metadata, unchanged: false };
}

/**
 * Builds one image and leaves its metadata in the report folder. An image that this machine has built
 * from the same inputs, and that is in the builder's store under its names, is not built again.
 *
 * @param onCounted - is told what BuildKit found in its cache, if it worked
 * @throws SignalError with any of the codes about contexts, builders and images
 */
export async function buildImage(
  task: ImageTask,
  onCounted: OnCounted = () => {},
): Promise<BuiltImage> {
  const scratch = await mkdtemp(join(tmpdir(), 'nx-signal-image-'));
  try {
    return await build(await prepareImage(task, scratch), onCounted);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
