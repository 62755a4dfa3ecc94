/** What differs between type checkers when a workspace is written for them. */
export interface CheckerTexts {
  /** As it is pinned in the workspace. */
  requirement: string;
  /** A section of the root's pyproject.toml. */
  settings: string;
  /** A file of settings of its own. */
  file: string;
  /** Settings that accept a wrong assignment. */
  lax: string;
  /** Settings that leave `generated.py` out. */
  exclude: string;
  /** Settings that it cannot read. */
  broken: string;
  /** Code that {@link settings} make a warning of. */
  warned: string;
  /** Code with a finding that only informs. */
  told: string;
  /** Its last line about a project without findings. */
  clean: string;
  /** The same about one error. */
  oneError: string;
  /** Whether it finds a helper beside a test by the helper's bare name. */
  findsHelpers: boolean;
  /** Whether it fails where all files of a project are left out, or settings cannot be read. */
  failsWhenBroken: boolean;
  /** Whether an import that cannot be resolved fails, as the settings have it. */
  failsOnMissing: boolean;
  /** Whether warnings fail, as the settings have it. */
  failsOnWarnings: boolean;
}

const reveal = 'from typing import reveal_type\n\nreveal_type(1)\n';

const pyright = {
  file: 'pyrightconfig.json',
  lax: '{ "reportAssignmentType": "none" }\n',
  exclude: '{ "exclude": ["**/generated.py"] }\n',
  broken: '{ "exclude": [\n',
  warned: 'import nowhere\n\nprint(nowhere)\n',
  told: reveal,
  findsHelpers: true,
  failsWhenBroken: true,
  failsOnMissing: false,
  failsOnWarnings: false,
};

/** The checkers beside mypy. */
export const checkers: Record<string, CheckerTexts> = {
  ty: {
    requirement: 'ty==0.0.107',
    settings:
      '[tool.ty.rules]\nimport-not-found = "warn"\n\n[tool.ty.terminal]\nerror-on-warning = false\n',
    file: 'ty.toml',
    lax: '[rules]\ninvalid-assignment = "ignore"\n',
    exclude: '[src]\nexclude = ["**/generated.py"]\n',
    broken: '[rules\n',
    warned: 'import nowhere\n\nprint(nowhere)\n',
    told: reveal,
    clean: 'All checks passed!',
    oneError: 'Found 1 diagnostic',
    findsHelpers: true,
    failsWhenBroken: true,
    failsOnMissing: true,
    failsOnWarnings: false,
  },
  pyrefly: {
    requirement: 'pyrefly==1.4.1',
    settings: '[tool.pyrefly.errors]\nmissing-import = "warn"\n',
    file: 'pyrefly.toml',
    lax: '[errors]\nbad-assignment = false\n',
    exclude: 'project-excludes = ["**/generated.py"]\n',
    broken: '[errors\n',
    warned: 'import nowhere\n\nprint(nowhere)\n',
    told: reveal,
    clean: 'INFO 0 errors',
    oneError: 'INFO 1 error',
    findsHelpers: false,
    failsWhenBroken: true,
    failsOnMissing: false,
    failsOnWarnings: false,
  },
  pyright: {
    ...pyright,
    requirement: 'pyright==1.1.414',
    settings: '[tool.pyright]\nreportMissingImports = "warning"\n',
    clean: '0 errors, 0 warnings, 0 informations',
    oneError: '1 error, 0 warnings, 0 informations',
  },
  basedpyright: {
    ...pyright,
    requirement: 'basedpyright==1.40.2',
    settings:
      '[tool.basedpyright]\ntypeCheckingMode = "standard"\nreportMissingImports = "warning"\nfailOnWarnings = true\n',
    clean: '0 errors, 0 warnings, 0 notes',
    oneError: '1 error, 0 warnings, 0 notes',
    failsOnMissing: true,
    failsOnWarnings: true,
  },
};
