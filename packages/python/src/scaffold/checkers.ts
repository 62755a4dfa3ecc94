import { type TypeChecker, typeCheckers } from '../options/names.js';
import type { Keys } from '../toml/edit-toml.js';

/** What a workspace needs for a type checker. */
interface CheckerSetup {
  /** Requirement for a dependency group. */
  requirement: string;
  /** Files, beside pyproject.toml, that configure it. */
  files: readonly string[];
  /** Its strict settings, for a workspace that has none: keys in pyproject.toml, and values. */
  settings: readonly (readonly [Keys, unknown])[];
}

const setups: Readonly<Record<string, CheckerSetup>> = {
  mypy: {
    requirement: 'mypy>=2.4',
    files: ['mypy.ini', '.mypy.ini'],
    settings: [[['tool', 'mypy', 'strict'], true]],
  },
  ty: {
    requirement: 'ty',
    files: ['ty.toml'],
    settings: [[['tool', 'ty', 'terminal', 'error-on-warning'], true]],
  },
  pyrefly: {
    requirement: 'pyrefly',
    files: ['pyrefly.toml'],
    settings: [[['tool', 'pyrefly', 'errors', 'implicit-any'], true]],
  },
  basedpyright: {
    requirement: 'basedpyright',
    files: ['pyrightconfig.json'],
    settings: [[['tool', 'basedpyright', 'typeCheckingMode'], 'strict']],
  },
  pyright: {
    requirement: 'pyright',
    files: ['pyrightconfig.json'],
    settings: [[['tool', 'pyright', 'typeCheckingMode'], 'strict']],
  },
};

/** What a checker needs; one that the table does not know gets no settings. */
export function checkerSetup(checker: TypeChecker): CheckerSetup {
  return setups[checker] ?? { requirement: checker, files: [], settings: [] };
}

/** The first checker among some normalised distribution names. */
export function checkerAmong(distributions: ReadonlySet<string>): TypeChecker | undefined {
  return typeCheckers.find((checker) => distributions.has(checker));
}
