import type { TargetInput } from './input-groups.js';

type NamedInputs = Readonly<Record<string, readonly TargetInput[] | undefined>>;

/** What an input says about the project itself: a variable, or the name of more inputs. */
function parts(input: TargetInput): { variable?: string; name?: string } {
  if (typeof input === 'string') return { name: input };
  if ('env' in input) return { variable: input.env };
  return 'input' in input && !('projects' in input) && !('dependencies' in input)
    ? { name: input.input }
    : {};
}

/** Names of the variables among the inputs of a target, also of those that have a name of their own. */
export function declaredVariables(
  inputs: readonly TargetInput[],
  named: NamedInputs,
  inside: ReadonlySet<string> = new Set(),
): string[] {
  const found = inputs.map(parts).flatMap(({ variable, name }) => {
    if (variable !== undefined) return [variable];
    const more = name === undefined || inside.has(name) ? undefined : named[name];
    return name !== undefined && more
      ? declaredVariables(more, named, new Set([...inside, name]))
      : [];
  });
  return [...new Set(found)];
}
