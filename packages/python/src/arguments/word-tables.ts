import type { TypeChecker } from '../options/names.js';

/** What is known about the options of a tool. Names stand without their dashes. */
export interface WordTable {
  /** Options that take a value. */
  values: ReadonlySet<string>;
  /** Options that take none; undefined where all others do so. Plugins may bring more. */
  flags: ReadonlySet<string> | undefined;
  /** More that there are, of those that take none. */
  known: ReadonlySet<string>;
  /** What options decide together, the last one winning; undefined for one that decides alone. */
  decides: (name: string) => string | undefined;
}

const names = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

const pytestDecisions: Record<string, string> = {
  ...Object.fromEntries(['x', 'exitfirst', 'maxfail'].map((name) => [name, 'maxfail'])),
  ...Object.fromEntries(['s', 'capture'].map((name) => [name, 'capture'])),
  ...Object.fromEntries(['tb', 'full-trace'].map((name) => [name, 'tb'])),
  ...Object.fromEntries(['v', 'verbose', 'q', 'quiet', 'verbosity'].map((name) => [name, 'v'])),
};

const pytestTable: WordTable = {
  values: names(`
    k m c config-file n numprocesses maxprocesses dist tx maxfail tb r W pythonwarnings p o override-ini
    rootdir confcutdir ignore ignore-glob deselect import-mode basetemp capture color code-highlight
    durations durations-min junitxml junit-xml junit-prefix junitprefix verbosity show-capture pdbcls
    log-level log-format log-date-format log-cli-level log-cli-format log-cli-date-format log-file
    log-file-mode log-file-level log-file-format log-file-date-format log-auto-indent log-disable
    last-failed-no-failures lfnf assert pastebin doctest-report doctest-glob cov cov-report cov-config
    cov-fail-under cov-context timeout-method reruns reruns-delay only-rerun hypothesis-profile
    hypothesis-seed splits group count repeat randomly-seed random-order-seed asyncio-mode`),
  flags: names(`
    x exitfirst l showlocals s v verbose q quiet lf last-failed ff failed-first nf new-first sw stepwise
    sw-skip stepwise-skip sw-reset stepwise-reset cache-clear pdb trace setup-only setup-show setup-plan co
    collect-only strict strict-config strict-markers fixtures funcargs fixtures-per-test markers h help V
    version full-trace runxfail continue-on-collection-errors noconftest keep-duplicates pyargs
    collect-in-virtualenv disable-warnings disable-pytest-warnings trace-config force-short-summary xfail-tb
    doctest-modules doctest-ignore-import-errors doctest-continue-on-failure cov-append cov-branch cov-reset
    forked snapshot-update create-db reuse-db nomigrations migrations force-regen`),
  known: new Set(),
  decides: (name) => pytestDecisions[name],
};

const ruffTable: WordTable = {
  values: names(`
    output-format o output-file target-version extension config select ignore extend-select extend-ignore
    per-file-ignores extend-per-file-ignores fixable unfixable extend-fixable extend-unfixable exclude
    extend-exclude stdin-filename color line-length cache-dir range dummy-variable-rgx`),
  flags: undefined,
  known: names(`
    fix unsafe-fixes show-fixes diff watch fix-only ignore-noqa preview add-noqa no-cache isolated statistics
    show-files show-settings exit-zero exit-non-zero-on-fix respect-gitignore force-exclude verbose quiet
    silent`),
  decides: () => undefined,
};

/** Mypy has pairs of flags that take each other back. */
const mypyPairs = /^(?:(?:dis)?allow|show|hide)-(.*)$/;

const checkerValues: Record<TypeChecker, string> = {
  mypy: `
    config-file python-version platform always-true always-false exclude follow-imports enable-error-code
    disable-error-code cache-dir python-executable custom-typing-module custom-typeshed-dir junit-xml
    junit-format shadow-file num-workers n package-root m module p package c command untyped-calls-exclude
    output O any-exprs-report cobertura-xml-report html-report linecount-report linecoverage-report
    lineprecision-report txt-report xml-report xslt-html-report xslt-txt-report`,
  basedpyright: `
    createstub p project t typeshedpath typeshed-path v venvpath venv-path pythonpath pythonplatform
    pythonversion level threads baselinefile baselinemode`,
  pyright: `
    createstub p project t typeshedpath typeshed-path v venvpath venv-path pythonpath pythonplatform
    pythonversion level threads`,
  ty: `
    project python typeshed extra-search-path python-version python-platform platform error warn ignore c
    config config-file output-format color exclude`,
  pyrefly: `
    output-format o output color threads j min-severity only python-version python-platform
    site-package-path python-interpreter-path search-path c config project-excludes summarize-errors error
    warn ignore baseline`,
};

/** The flags of mypy that are typed most often. */
const mypyFlags = names(`
  strict ignore-missing-imports follow-untyped-imports disallow-any-expr disallow-any-generics
  disallow-untyped-calls disallow-untyped-defs disallow-incomplete-defs check-untyped-defs
  disallow-untyped-decorators warn-redundant-casts warn-unused-ignores warn-return-any warn-unreachable
  implicit-optional strict-optional strict-equality extra-checks local-partial-types show-error-context
  show-column-numbers show-error-code-links pretty no-incremental verbose`);

function checkerTable(checker: TypeChecker): WordTable {
  return {
    values: names(checkerValues[checker]),
    flags: undefined,
    known: checker === 'mypy' ? mypyFlags : new Set(),
    decides: (name) => (checker === 'mypy' ? mypyPairs.exec(name)?.[1] : undefined),
  };
}

/** The table for the tool of a task. */
export function wordTable(options: {
  kind: 'lint' | 'fix' | 'typecheck' | 'test';
  tool?: TypeChecker;
}): WordTable {
  if (options.kind === 'test') return pytestTable;
  return options.kind === 'typecheck' && options.tool ? checkerTable(options.tool) : ruffTable;
}

/** Whether an option takes a value. */
export function takesValue(name: string, table: WordTable): boolean | undefined {
  if (table.values.has(name)) return true;
  if (table.flags === undefined || table.flags.has(name) || name.startsWith('no-')) return false;
  return undefined;
}
