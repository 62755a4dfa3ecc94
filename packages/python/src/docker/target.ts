import type { TargetConfiguration } from '@nx/devkit';
import { executors } from '../fingerprint/executors.js';
import { declaredInputs } from '../fingerprint/inputs.js';
import { dependsOnMarker, markerInput } from '../fingerprint/root-marker.js';
import type { TargetContext, TargetInput } from '../fingerprint/target-context.js';
import { quoteGlob } from '../globs.js';
import type { ContextKind, TargetKind } from '../options/names.js';
import type { TargetOptions } from '../options/schema.js';
import { joinPath, withAncestors } from '../paths.js';
import { dockerfileVariant } from './dockerfile-name.js';

/** `docker-build` for `Dockerfile`, `docker-build:admin` for `admin.Dockerfile`. */
function targetName(base: string, dockerfile: string): string {
  const variant = dockerfileVariant(dockerfile);
  return variant === undefined ? base : `${base}:${variant}`;
}

const atRoot = (file: string) => `{workspaceRoot}/${file}`;

/** Files of the project are named from the root: Nx would let the project's exclusions win. */
function instructionFiles({ facts }: TargetContext, dockerfile: string): string[] {
  const path = joinPath(facts.directory, dockerfile);
  const ignoreFiles = withAncestors(facts.directory).map((folder) =>
    joinPath(folder, '.dockerignore'),
  );
  return [path, `${path}.dockerignore`, ...ignoreFiles].map((file) => atRoot(quoteGlob(file)));
}

function contentInputs(
  context: TargetContext,
  kind: ContextKind,
  options: TargetOptions,
): TargetInput[] {
  const { externals } = context;
  if (kind === 'workspace') return [atRoot('**/*')];
  if (kind === 'project') return ['{projectRoot}/**/*'];
  const nodes = [
    ...externals.image(options.extras ?? [], options.groups ?? []),
    externals.config('uv'),
  ];
  return [
    'pyImage',
    '^pyImage',
    ...(options.files ?? []).map(atRoot),
    { externalDependencies: [...new Set(nodes)].sort() },
  ];
}

const variableInText = /\{env\.([A-Za-z_][A-Za-z0-9_]*)\}/g;

/**
 * Whether a result is decided by the inputs alone, so that Nx may replay it. A local store is
 * nothing that Nx sees; and a name such as `latest` may have moved on since: a replay would leave it
 * where it is. Such images are looked after by the executor, which runs each time.
 */
function isReplayable({ push, archive, tags = [] }: TargetOptions): boolean {
  if (!push) return archive ?? false;
  return tags.length > 0 && tags.every((tag) => /\{(contextHash|shortSha)\}/.test(tag));
}

/** What the image depends on beside its files. */
function settingInputs(options: TargetOptions): TargetInput[] {
  const named = Object.values(options.buildArgs ?? {}).flatMap((value) =>
    [...value.matchAll(variableInText)].map(([, name]) => ({ env: name ?? '' })),
  );
  const templates = [...(options.tags ?? []), ...Object.values(options.labels ?? {})];
  // A tag that names the commit is part of the result: the next commit's image is another one.
  const commit = templates.some((text) => text.includes('{shortSha}'));
  return [...named, ...(commit ? [{ runtime: 'git rev-parse --short HEAD' }] : [])];
}

/** Options that the executor takes as they are. */
const passedOn = [
  'files',
  'extras',
  'groups',
  'builder',
  'tags',
  'labels',
  'platforms',
  'stage',
  'buildArgs',
  'secrets',
  'network',
  'layerCache',
  'push',
  'archive',
  'sbom',
  'provenance',
  'args',
  'timeout',
] as const satisfies readonly (keyof TargetOptions)[];

function executorOptions(options: TargetOptions): Record<string, unknown> {
  return Object.fromEntries(
    passedOn.flatMap((key) => (options[key] === undefined ? [] : [[key, options[key]]])),
  );
}

function dockerBuildTarget(
  context: TargetContext,
  dockerfile: string,
  name: string,
  signal: string | undefined,
  options: TargetOptions,
): TargetConfiguration {
  const { facts, externals } = context;
  const kind = options.context ?? (externals.prunable ? 'pruned' : 'project');
  const report = `dist/reports/{projectName}/${name.replaceAll(':', '-')}`;
  // Where platforms are not named, the image is one for the machine that builds it.
  const machine = options.platforms ? [] : [externals.platform];
  return {
    executor: executors.dockerBuild,
    cache: isReplayable(options),
    inputs: [
      ...contentInputs(context, kind, options),
      ...instructionFiles(context, dockerfile),
      { externalDependencies: [externals.plugin, ...machine].sort() },
      markerInput,
      ...settingInputs(options),
      ...declaredInputs(options),
    ],
    outputs: [`{workspaceRoot}/${report}`],
    dependsOn: [dependsOnMarker, ...(signal ? [signal] : [])],
    options: {
      dockerfile,
      environment: facts.environment,
      report,
      context: kind,
      ...executorOptions(options),
    },
    metadata: {
      description: `Build the image of ${dockerfile}, after a green signal.`,
      technologies: ['python', 'docker'],
      help: {
        command: 'docker buildx build --help',
        example: { options: { tags: ['registry.example/{imageName}:{version}'], push: true } },
      },
    },
  };
}

/** A target for each Dockerfile of a project, by its name in Nx. */
export function dockerBuildTargets(
  context: TargetContext,
  inferred: ReadonlySet<TargetKind>,
): Record<string, TargetConfiguration> {
  const { facts } = context;
  const options = facts.options.target('docker-build');
  if (!options) return {};
  const signal = inferred.has('signal') ? facts.options.targetName('signal') : undefined;
  return Object.fromEntries(
    facts.dockerfiles.map((dockerfile) => {
      const name = targetName(facts.options.targetName('docker-build'), dockerfile);
      return [name, dockerBuildTarget(context, dockerfile, name, signal, options)];
    }),
  );
}
