/** The targets that can be inferred, by the names design and options use for them. */
export const targetKinds = [
  'lint',
  'format',
  'typecheck',
  'test:unit',
  'test:integration',
  'test:contract',
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

/**
 * The type checkers that can stand behind `typecheck`. Where nothing else decides between two of them,
 * the first one does: basedpyright reads pyright's settings, so whoever installs both means it.
 */
export const typeCheckers = ['mypy', 'basedpyright', 'pyright', 'ty', 'pyrefly'] as const;

/** One of {@link typeCheckers}. */
export type TypeChecker = (typeof typeCheckers)[number];
