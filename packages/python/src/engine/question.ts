/** What somebody wants to know. */
export interface Question {
  /** Names of targets; `signal` unless others are named. */
  targets: readonly string[];
  /** Projects as `nx run-many --projects` takes them; all that have a target of those where none is named. */
  projects: readonly string[];
}

/** What is asked for most. */
export const usual: Question = { targets: ['signal'], projects: [] };
