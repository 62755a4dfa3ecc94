import {
  builderNames,
  bundledRequirements,
  contextKinds,
  inputChecks,
  isolations,
  sourceDates,
  testKinds,
  typeCheckers,
} from '../options/names.js';
import { splitWords } from '../split-words.js';

/** What the value of an executor's option must be. */
export interface Rule {
  /** In words, behind "expected". */
  what: string;
  fits: (value: unknown) => boolean;
  /** What a text of the command line stands for; itself where this is missing. */
  read?: (text: string) => unknown;
  /** The values there are, if they can be counted. */
  values?: readonly string[];
  required?: boolean;
}

const isText = (value: unknown): value is string => typeof value === 'string';

const text: Rule = { what: 'a text', fits: isText };

const texts: Rule = {
  what: 'a list of strings',
  fits: (value) => Array.isArray(value) && value.every(isText),
  read: (list) => list.split(','),
};

/** Arguments: one text is split as a shell splits it. */
const words: Rule = {
  what: 'a list of strings, or one string split as a shell would, with every quote closed',
  fits: texts.fits,
  read: (text) => splitWords(text) ?? text,
};

const flag: Rule = {
  what: 'true or false',
  fits: (value) => typeof value === 'boolean',
  read: (word) => (word === 'true' ? true : word === 'false' ? false : word),
};

const textsByName: Rule = {
  what: 'texts by name',
  fits: (value) =>
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every(isText),
};

const seconds: Rule = {
  what: 'a number of seconds greater than 0',
  fits: (value) => typeof value === 'number' && value > 0,
  read: (digits) => (/^\d+(?:\.\d+)?$/.test(digits) ? Number(digits) : digits),
};

const oneOf = (values: readonly string[]): Rule => ({
  what: `one of ${values.join(', ')}`,
  fits: (value) => isText(value) && values.includes(value),
  values,
});

const isPercent = (value: unknown) =>
  value === undefined || (typeof value === 'number' && value >= 0 && value <= 100);

const coverage: Rule = {
  what: 'a table with percentages for lines, branches and patch, and lists of paths for source and omit',
  fits: (value) => {
    if (typeof value !== 'object' || value === null) return false;
    const { lines, branches, patch, source, omit } = value as Record<string, unknown>;
    return [lines, branches, patch].every(isPercent) && texts.fits(source) && texts.fits(omit);
  },
};

const needed = (rule: Rule): Rule => ({ ...rule, required: true });

const common = { environment: needed(text), args: words, timeout: seconds, notes: texts };

const installed = {
  ...common,
  verifyInputs: oneOf(inputChecks),
  isolation: oneOf(isolations),
};

/** Rules by the kind of a task. */
const kinds: Record<string, Record<string, Rule>> = {
  lint: { ...common, format: flag },
  fix: { ...common, format: flag },
  typecheck: {
    ...installed,
    tool: needed(oneOf(typeCheckers)),
    paths: texts,
    sources: texts,
    pluginProjects: texts,
  },
  test: {
    ...installed,
    paths: needed(texts),
    report: needed(text),
    testKind: oneOf(testKinds),
    python: text,
    ignore: texts,
    markers: text,
    coverage,
  },
  audit: { environment: needed(text), report: needed(text) },
  broken: {},
};

const kind = needed(oneOf(Object.keys(kinds).filter((name) => name !== 'broken')));

/** Rules for the options of a task that runs a tool. */
export function toolRules(options: Readonly<Record<string, unknown>>): Record<string, Rule> {
  const known = isText(options['kind']) ? kinds[options['kind']] : undefined;
  return known ?? { kind };
}

/** Options of a task that can be typed: with others its result would not be one of the project's settings. */
export function typedOptions(kind: unknown): readonly string[] {
  return kind === 'test' ? ['args', 'timeout', 'markers', 'verifyInputs'] : ['args', 'timeout'];
}

/** Rules for the options of a task that runs a server. */
export const serveRules: Record<string, Rule> = {
  environment: needed(text),
  isolation: oneOf(isolations),
  command: needed({
    what: 'a program with its arguments, as a list of strings',
    fits: (value) => texts.fits(value) && Boolean((value as string[])[0]),
  }),
};

/** Rules for the options of a task that builds an image. */
export const imageRules: Record<string, Rule> = {
  dockerfile: needed(text),
  environment: needed(text),
  report: needed(text),
  context: needed(oneOf(contextKinds)),
  files: texts,
  extras: texts,
  groups: texts,
  builder: oneOf(builderNames),
  tags: texts,
  labels: textsByName,
  platforms: texts,
  stage: text,
  buildArgs: textsByName,
  secrets: textsByName,
  network: oneOf(['default', 'host', 'none']),
  layerCache: text,
  push: flag,
  archive: flag,
  sbom: flag,
  provenance: flag,
  args: words,
  timeout: seconds,
};

/** Rules for the options of a task that builds an sdist and a wheel. */
export const buildRules: Record<string, Rule> = {
  environment: needed(text),
  output: needed(text),
  required: needed(texts),
  sourceDate: oneOf(sourceDates),
  args: words,
  env: texts,
  timeout: seconds,
};

/** Rules for the options of a task that makes a bundle. */
export const bundleRules: Record<string, Rule> = {
  environment: needed(text),
  wheel: needed(text),
  siblings: needed(texts),
  output: needed(text),
  requirements: needed(oneOf(bundledRequirements)),
};

const anything: Rule = { what: 'anything', fits: () => true };

/** Rules for the options of a task that uploads. The last are what `nx release publish` hands to any executor. */
export const publishRules: Record<string, Rule> = {
  environment: needed(text),
  output: needed(text),
  index: text,
  check: text,
  args: words,
  timeout: seconds,
  dryRun: flag,
  registry: text,
  tag: text,
  otp: anything,
  access: text,
  firstRelease: flag,
  nxReleaseVersionData: anything,
};
