import type { Place } from './place.js';

/** What makes one kind of project. */
export interface ProjectKind {
  /** Folders of templates, inside `src/generators`; later ones win. */
  templates: readonly string[];
  /** Where such projects go when nothing else is said. */
  parent: 'libs' | 'services';
  /** Third-party requirements. */
  requirements: readonly string[];
  /** Requirements of the project's own development group. */
  development?: readonly string[];
  description: string;
  /** Console scripts, by name. */
  scripts?: (place: Place) => Readonly<Record<string, string>>;
  /** What `serve` starts. */
  serve?: (place: Place) => string;
  /** Tables of pyproject.toml: the build backend's and its settings. */
  tables: (place: Place) => readonly string[];
  /** More for the templates. */
  substitutions?: Readonly<Record<string, unknown>>;
  /** What its build or its runs leave in the tree. */
  ignored?: readonly string[];
}
