import type { TargetConfiguration } from '@nx/devkit';
import type { TargetKind } from '../options/names.js';
import type { ProjectFacts } from '../project/facts.js';
import { looseTestsText } from '../tools/pytest/loose-tests.js';

/** What a project has to say that no tool does. */
function notesOf({ looseTests }: ProjectFacts): string[] {
  return looseTests.length > 0 ? [looseTestsText(looseTests)] : [];
}

/** Members of the signal, in the order in which one is looked for that shows the notes. */
const carriers = ['test:unit', 'lint', 'typecheck'] as const;

/**
 * Lets one task of the signal show warnings about the project: the signal itself runs nothing, and so
 * shows nothing.
 *
 * @param targets - those of the project, by their kinds
 */
export function addNotes(
  facts: ProjectFacts,
  targets: ReadonlyMap<TargetKind, TargetConfiguration>,
): void {
  const notes = notesOf(facts);
  if (notes.length === 0) return;
  const carrier = carriers
    .map((kind) => targets.get(kind))
    .find((target) => target && target.options?.kind !== 'broken');
  if (carrier) carrier.options = { ...carrier.options, notes };
}
