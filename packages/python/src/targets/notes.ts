import type { TargetConfiguration } from '@nx/devkit';
import type { TargetKind } from '../options/names.js';
import { joinPath } from '../paths.js';
import type { ProjectFacts } from '../project/facts.js';
import { looseTestsText } from '../tools/pytest/loose-tests.js';

function scriptText(file: string, name: string, own: string): string {
  return `the script "${name}" of ${file} has the name of an inferred target, which is therefore named ${own} (rename the script, or remove it from nx.includedScripts)`;
}

/** What a project has to say that no tool does. */
function notesOf(
  { directory, looseTests, scripts, options }: ProjectFacts,
  kinds: Iterable<TargetKind>,
) {
  const names = [...kinds].map((kind) => options.targetName(kind));
  const renamed = scripts.filter((script) => names.includes(`${script}:python`));
  const file = joinPath(directory, 'package.json');
  return [
    ...(looseTests.length > 0 ? [looseTestsText(looseTests)] : []),
    ...renamed.map((name) => scriptText(file, name, `${name}:python`)),
  ];
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
  const notes = notesOf(facts, targets.keys());
  if (notes.length === 0) return;
  const carrier = carriers
    .map((kind) => targets.get(kind))
    .find((target) => target && target.options?.kind !== 'broken');
  if (carrier) carrier.options = { ...carrier.options, notes };
}
