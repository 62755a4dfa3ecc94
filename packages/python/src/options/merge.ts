import { splitWords } from '../split-words.js';
import type { InputCheck, Isolation, TargetKind, TestKind } from './names.js';
import type {
  AuditOptions,
  CoverageOptions,
  LicenceOptions,
  ProjectOptions,
  TargetOptions,
  WorkspaceOptions,
} from './schema.js';

/** Options of one project: its own over the workspace's. */
export interface ResolvedOptions {
  typeChecker: WorkspaceOptions['typeChecker'];
  signal: 'parallel' | 'chain';
  verifyInputs: InputCheck;
  isolation: Isolation;
  /** Groups and extras that options name. */
  groups: string[];
  extras: string[];
  tags: string[];
  /** The program that serves the application, with its arguments; undefined where none does. */
  serve: string[] | undefined;
  /** Settings of the security audit; undefined where it is not set up. */
  audit: AuditOptions | undefined;
  /** What coverage of a target must reach; undefined where it is not measured. */
  coverage(kind: TestKind): CoverageOptions | undefined;
  /** The versions of Python that the tests of a target run on; none for the usual interpreter. */
  pythons(kind: TestKind): readonly string[];
  /** Settings of a target; `false` when it is left out. */
  target(kind: TargetKind): TargetOptions | false;
  /** The name of a target in Nx. */
  targetName(kind: TargetKind): string;
}

/** The nearest lists count; what is stated adds up. */
function mergeLicences(layers: readonly LicenceOptions[]): LicenceOptions | undefined {
  if (layers.length === 0) return undefined;
  const stated = Object.assign({}, ...layers.map((layer) => layer.stated ?? {}));
  return { ...Object.assign({}, ...layers), stated };
}

/** Settings of the audit, the nearest last; what is ignored adds up. */
function mergeAudit(layers: readonly (AuditOptions | undefined)[]): AuditOptions | undefined {
  const set = layers.filter((layer) => layer !== undefined);
  if (set.length === 0) return undefined;
  const licences = mergeLicences(set.flatMap((layer) => layer.licences ?? []));
  return {
    ...Object.assign({}, ...set),
    ...(licences ? { licences } : {}),
    ignore: set.flatMap(({ ignore }) => ignore ?? []),
  };
}

function orderOf({ signal }: WorkspaceOptions): ResolvedOptions['signal'] | undefined {
  return typeof signal === 'object' ? signal.order : signal;
}

/** Whether it is measured and what it must reach: a later word wins, and a table adds to an earlier one. */
function mergeCoverage(
  layers: readonly (boolean | CoverageOptions | undefined)[],
): CoverageOptions | undefined {
  const off = layers.lastIndexOf(false);
  const on = layers.slice(off + 1).filter((layer) => layer !== undefined);
  if (on.length === 0) return undefined;
  return Object.assign({}, ...on.filter((layer) => typeof layer === 'object'));
}

/** What surrounds a project's own options. */
export interface OptionsAround {
  /** Names that Nx gives to scripts of a package.json; a target keeps clear of them. */
  scripts?: readonly string[] | undefined;
  /** What the workspace root's own pyproject.toml says: its audit holds for all projects. */
  root?: ProjectOptions | undefined;
}

/**
 * The project's options laid over the workspace's, target by target and key by key.
 */
export function mergeOptions(
  workspace: WorkspaceOptions,
  project: ProjectOptions,
  { scripts = [], root = {} }: OptionsAround = {},
): ResolvedOptions {
  const target = (kind: TargetKind): TargetOptions | false => {
    const base = workspace.targets?.[kind];
    const own = project.targets?.[kind];
    if (own === false || (own === undefined && base === false)) return false;
    return { ...(base || {}), ...own };
  };
  return {
    typeChecker: project.typeChecker ?? workspace.typeChecker,
    signal: project.signal ?? orderOf(workspace) ?? 'parallel',
    verifyInputs: project.verifyInputs ?? workspace.verifyInputs ?? 'error',
    isolation: project.isolation ?? workspace.isolation ?? 'shared',
    groups: [workspace.groups ?? [], project.groups ?? []].flat(),
    extras: [workspace.extras ?? [], project.extras ?? []].flat(),
    tags: project.tags ?? [],
    serve: typeof project.serve === 'string' ? splitWords(project.serve) : project.serve,
    audit: mergeAudit([workspace.audit, root.audit, project.audit]),
    target,
    coverage: (kind) => {
      const all = kind === 'test:unit' ? [workspace.coverage, project.coverage] : [];
      const own = target(kind);
      return mergeCoverage([...all, own ? own.coverage : undefined]);
    },
    pythons: (kind) => {
      const own = target(kind);
      const all = kind === 'test:unit' ? (project.pythons ?? workspace.pythons) : undefined;
      return (own && own.pythons) || all || [];
    },
    targetName: (kind) => {
      const settings = target(kind);
      const name = (settings && settings.name) || kind;
      return scripts.includes(name) ? `${name}:python` : name;
    },
  };
}
