import type { ProjectConfiguration, TargetConfiguration } from '@nx/devkit';

type Fields = Record<string, unknown>;

/** Options key by key, since one of them is what people change. */
function optionFields(prefix: string, options: unknown): Fields {
  if (typeof options !== 'object' || options === null) return { [prefix]: options };
  const entries = Object.entries(options);
  return Object.fromEntries(entries.map(([key, value]) => [`${prefix}.${key}`, value]));
}

function targetFields(prefix: string, target: TargetConfiguration): Fields {
  return {
    [`${prefix}.executor`]: target.executor,
    [`${prefix}.inputs`]: target.inputs,
    [`${prefix}.outputs`]: target.outputs,
    [`${prefix}.configurations`]: target.configurations,
    [`${prefix}.parallelism`]: target.parallelism,
    ...optionFields(`${prefix}.options`, target.options),
  };
}

/**
 * The values of a project's configuration that Nx hashes, as JSON text by dotted key. Metadata,
 * dependsOn and cache are not hashed, so they never explain anything.
 */
export function configurationOf(project: ProjectConfiguration): Record<string, string> {
  const fields: Fields = { root: project.root, tags: project.tags };
  for (const [name, input] of Object.entries(project.namedInputs ?? {}))
    fields[`namedInputs.${name}`] = input;
  for (const [name, target] of Object.entries(project.targets ?? {}))
    Object.assign(fields, targetFields(`targets.${name}`, target));
  const texts: Record<string, string> = {};
  for (const [key, value] of Object.entries(fields)) {
    if (value !== undefined) texts[key] = JSON.stringify(value);
  }
  return texts;
}
