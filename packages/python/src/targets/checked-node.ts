import type { ProjectConfiguration } from '@nx/devkit';
import { formatError } from '../errors.js';
import type { NxProject } from '../workspace/read-manifests.js';
import { brokenTarget } from './broken.js';
import {
  replacedInputs,
  replacedNamedInput,
  type TargetDefaults,
  tagsOf,
} from './replaced-inputs.js';

/** `affected` finds it whatever changed: it may no longer notice the files that matter. */
const selectedAlways = { inputs: ['{workspaceRoot}/**/*'] };

/** Puts an error in the place of each target whose inputs something else would take away. */
export function withReplacedInputs(
  node: ProjectConfiguration,
  environment: string,
  inNx: NxProject | undefined,
  defaults: TargetDefaults | undefined,
): ProjectConfiguration {
  const { root } = node;
  if (!defaults && !inNx?.settings.length) return node;
  const settings = inNx?.settings ?? [];
  const name = inNx?.isNamed ? inNx.name : (node.name ?? root);
  const project = { root, name, settings, tags: [...(node.tags ?? []), ...tagsOf(settings)] };
  // A root without Python has some only so that they mean something there.
  const names = node.namedInputs?.['pyAll'] ? Object.keys(node.namedInputs) : [];
  const ofAll = replacedNamedInput(project, names);
  const targets = Object.entries(node.targets ?? {}).map(([key, target]) => {
    const error = ofAll ?? replacedInputs(project, key, target, defaults);
    const broken = error && { ...brokenTarget(formatError(error), environment), ...selectedAlways };
    return [key, broken ?? target] as const;
  });
  return { ...node, targets: Object.fromEntries(targets) };
}
