/** The targets that can be inferred, by the names design and options use for them. */
export const targetKinds = [
  'lint',
  'fix',
  'typecheck',
  'test:unit',
  'test:integration',
  'test:contract',
  'audit',
  'build',
  'bundle',
  'docker-build',
  'nx-release-publish',
  'serve',
  'signal',
  'confidence',
] as const;

/** One of {@link targetKinds}. */
export type TargetKind = (typeof targetKinds)[number];

/** The kinds that run pytest. */
export const testKinds = ['test:unit', 'test:integration', 'test:contract'] as const;

/** One of {@link testKinds}. */
export type TestKind = (typeof testKinds)[number];

/** What a test task does about reads of files that are not among its inputs. */
export const inputChecks = ['error', 'warn', 'off'] as const;

/** One of {@link inputChecks}. */
export type InputCheck = (typeof inputChecks)[number];

/** Whether projects share an environment. */
export const isolations = ['shared', 'project'] as const;

/** One of {@link isolations}. */
export type Isolation = (typeof isolations)[number];

/**
 * The type checkers that can stand behind `typecheck`. Where nothing else decides between two of them,
 * the first one does: basedpyright reads pyright's settings, so whoever installs both means it.
 */
export const typeCheckers = ['mypy', 'basedpyright', 'pyright', 'ty', 'pyrefly'] as const;

/** One of {@link typeCheckers}. */
export type TypeChecker = (typeof typeCheckers)[number];

/** What an image builder can be sent. */
export const contextKinds = ['pruned', 'project', 'workspace'] as const;

/** One of {@link contextKinds}. */
export type ContextKind = (typeof contextKinds)[number];

/** Image builders, in the order in which they are looked for. */
export const builderNames = ['buildx', 'docker', 'buildctl', 'buildah', 'podman'] as const;

/** One of {@link builderNames}. */
export type BuilderName = (typeof builderNames)[number];

/** What the files of a build are dated by. */
export const sourceDates = ['fixed', 'commit'] as const;

/** One of {@link sourceDates}. */
export type SourceDate = (typeof sourceDates)[number];

/** How a bundle asks for third-party packages. */
export const bundledRequirements = ['pinned', 'ranges'] as const;

/** One of {@link bundledRequirements}. */
export type BundledRequirements = (typeof bundledRequirements)[number];

/** Severities of advisories, from the least. */
export const severities = ['low', 'medium', 'high', 'critical'] as const;

/** One of {@link severities}. */
export type Severity = (typeof severities)[number];

/**
 * Tools that run as programs of their own. They stand in the same dependency group as everything
 * else for development, and no other tool's result depends on them.
 */
export const programs = ['ruff', ...typeCheckers] as const;

/** A tool of {@link programs}. */
export type Program = (typeof programs)[number];
