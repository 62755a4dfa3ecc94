import { type TargetKind, targetKinds } from '../options/names.js';
import type { TargetOptions } from '../options/schema.js';

/** The part of a project's options that names variables. */
export interface VariableOptions {
  target(kind: TargetKind): TargetOptions | false;
}

function namedBy({ env = [], inputs = [] }: TargetOptions): string[] {
  const fromInputs = inputs.flatMap((input) =>
    typeof input === 'object' && typeof input['env'] === 'string' ? [input['env']] : [],
  );
  return [...env, ...fromInputs];
}

/** Environment variables that the options of projects make inputs. */
export function declaredVariables(projects: readonly VariableOptions[]): Set<string> {
  return new Set(
    projects.flatMap((options) =>
      targetKinds.flatMap((kind) => namedBy(options.target(kind) || {})),
    ),
  );
}
