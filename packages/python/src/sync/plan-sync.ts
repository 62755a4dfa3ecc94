import type { ImportEdges, ImportPlace } from '../imports/edges.js';
import type { ModuleFile } from '../imports/module-files.js';
import { programs } from '../options/names.js';
import type { Workspace } from '../project/analyze.js';
import type { ProjectFacts } from '../project/facts.js';
import type { Pyproject } from '../toml/pyproject.js';
import {
  type Declaration,
  declarationFor,
  declare,
  listFor,
  refusal,
  sourceFor,
} from './declare.js';
import { findAmbiguous, findMissing, type Missing } from './find-missing.js';
import type { Undeclared } from './find-undeclared.js';
import { findUnused, lineOfRequirement } from './find-unused.js';
import { applyListEdit, findListEdits } from './tool-paths.js';

/** What {@link planSync} starts from. */
export interface SyncFacts {
  workspace: Workspace;
  edges: ImportEdges;
  modules: ReadonlyMap<string, readonly ModuleFile[]>;
  /** Texts of the files that may be edited, by path: each pyproject.toml and ruff's own files. */
  texts: ReadonlyMap<string, string>;
  /** Distributions that are imported and that nothing requires. */
  undeclared?: readonly Undeclared[];
}

/** What has to change for declarations to follow imports. */
export interface SyncPlan {
  /** New texts by path; empty when all is in order. */
  texts: Map<string, string>;
  /** A line per change: the file, what it gets, and the import that asks for it. */
  changes: string[];
  /** What is left to people: nothing here is changed for them. */
  notes: string[];
  /** Folders of the environments whose lock no longer fits. */
  environments: string[];
}

function placeText({ file, line }: ImportPlace): string {
  return `${file}:${line}`;
}

function importedAt(places: readonly ImportPlace[]): string {
  const [first, ...others] = places;
  const more = others.length > 0 ? ` and ${others.length} more` : '';
  return first ? ` (imported at ${placeText(first)}${more})` : '';
}

/** Names of which one is meant; of many the first few. */
function oneOf(siblings: readonly ProjectFacts[]): string {
  const names = siblings.map(({ name }) => name);
  const shown =
    names.length > 5 ? [...names.slice(0, 4), `one of ${names.length - 4} more`] : names;
  return shown.join(' or ');
}

class Planner {
  readonly plan: SyncPlan = { texts: new Map(), changes: [], notes: [], environments: [] };
  private readonly roots: Map<string, Pyproject>;

  constructor(private readonly facts: SyncFacts) {
    const { pyprojects } = facts.workspace;
    this.roots = new Map(pyprojects.map((pyproject) => [pyproject.directory, pyproject]));
  }

  run(): SyncPlan {
    const { workspace, edges, modules } = this.facts;
    const missing = findMissing(workspace.projects, edges);
    for (const item of missing) this.declareSibling(item);
    for (const item of this.facts.undeclared ?? []) this.declareDistribution(item);
    this.addSources(missing);
    this.completeLists();
    for (const { project, siblings, place } of findAmbiguous(workspace.projects, edges)) {
      this.plan.notes.push(
        `${placeText(place)} could mean ${oneOf(siblings)}: declare the right one in ${project.pyproject.file}.`,
      );
    }
    for (const { project, sibling, line } of findUnused(workspace.projects, edges, modules)) {
      const where = [project.pyproject.file, line].filter((part) => part !== undefined).join(':');
      this.plan.notes.push(
        `${where} declares ${sibling.name}, and no file of ${project.name} imports it.`,
      );
    }
    return this.plan;
  }

  private textOf(file: string): string | undefined {
    return this.plan.texts.get(file) ?? this.facts.texts.get(file);
  }

  private edit(file: string, edited: string | undefined, change: string): boolean {
    if (edited === undefined) {
      this.plan.notes.push(
        `${change}: make this edit yourself, because the generator would change more than that.`,
      );
      return false;
    }
    if (edited !== this.facts.texts.get(file)) this.plan.texts.set(file, edited);
    this.plan.changes.push(change);
    return true;
  }

  private write(file: string, environment: string, declaration: Declaration, change: string): void {
    const text = this.textOf(file);
    if (text === undefined || !this.edit(file, declare(text, declaration), change)) return;
    if (!this.plan.environments.includes(environment)) this.plan.environments.push(environment);
  }

  private declareSibling(missing: Missing): void {
    const { project, sibling, places } = missing;
    const { file } = project.pyproject;
    const root = this.roots.get(project.environment);
    const reason = refusal(missing, root);
    const declaration = declarationFor(missing, root);
    const where = declaration.list?.join('.') ?? '';
    if (reason !== undefined) {
      this.plan.notes.push(
        `${file} does not declare ${sibling.name}, and ${reason}: add it yourself${importedAt(places)}.`,
      );
      return;
    }
    const change = `${file}: add "${sibling.name}" to ${where}${importedAt(places)}`;
    this.write(file, project.environment, declaration, change);
  }

  /** A distribution that is there only because another project depends on it. */
  private declareDistribution(undeclared: Undeclared): void {
    const { project, distribution, places } = undeclared;
    const { file } = project.pyproject;
    const isProgram = (programs as readonly string[]).includes(distribution);
    const reason = isProgram
      ? 'tests cannot use programs, which only a group may have'
      : distribution.includes(' or ')
        ? 'only you know which of them is meant'
        : refusal(undeclared, this.roots.get(project.environment));
    if (reason !== undefined) {
      this.plan.notes.push(
        `${file} does not declare ${distribution}, and ${reason}: add it yourself${importedAt(places)}.`,
      );
      return;
    }
    const list = listFor(undeclared);
    const change = `${file}: add "${distribution}" to ${list.join('.')}${importedAt(places)}`;
    const declaration = { list, name: distribution, source: undefined };
    this.write(file, project.environment, declaration, change);
  }

  /** uv refuses a workspace whose members depend on each other without saying that they are members. */
  private addSources(missing: readonly Missing[]): void {
    const { projects } = this.facts.workspace;
    const keyOf = (environment: string, name: string) => `${environment}\0${name}`;
    const members = new Map(
      projects.map((facts) => [keyOf(facts.environment, facts.distribution), facts]),
    );
    for (const project of projects) {
      const { data, namedIn } = project.pyproject;
      if (data['project'] === undefined || namedIn !== undefined) continue;
      for (const name of project.declared.names) {
        const sibling = members.get(keyOf(project.environment, name));
        const isNew = missing.some((item) => item.project === project && item.sibling === sibling);
        if (sibling && sibling !== project && !isNew) this.addSource(project, sibling);
      }
    }
  }

  private addSource(project: ProjectFacts, sibling: ProjectFacts): void {
    const source = sourceFor(project, sibling, this.roots.get(project.environment));
    if (source === undefined) return;
    const { file, text } = project.pyproject;
    const line = lineOfRequirement(text, sibling.distribution);
    const place = [file, line].filter((part) => part !== undefined).join(':');
    const declaration = { list: undefined, name: sibling.name, source };
    const change = `${file}: add "${sibling.name}" to tool.uv.sources (declared at ${place}, and uv needs to know that it is a member of the workspace)`;
    this.write(file, project.environment, declaration, change);
  }

  private completeLists(): void {
    const { workspace, modules, texts } = this.facts;
    for (const edit of findListEdits({ projects: workspace.projects, modules, texts })) {
      const text = this.textOf(edit.file);
      const list = edit.list.join('.');
      const added = edit.added.map((entry) => `"${entry}"`).join(', ');
      if (text !== undefined)
        this.edit(edit.file, applyListEdit(text, edit), `${edit.file}: add ${added} to ${list}`);
    }
  }
}

/**
 * Compares what is declared with what is imported, for every project of the workspace. Applying the
 * plan and planning again gives no changes.
 */
export function planSync(facts: SyncFacts): SyncPlan {
  return new Planner(facts).run();
}

/** The files that a plan can edit: each pyproject.toml, and the files of ruff's and mypy's own. */
export function editableFiles({ projects, pyprojects }: Workspace): string[] {
  const own = projects.flatMap(({ config }) =>
    [config.ruff.file ?? [], config.mypy.file ?? []].flat(),
  );
  return [...new Set([...pyprojects.map(({ file }) => file), ...own])];
}
