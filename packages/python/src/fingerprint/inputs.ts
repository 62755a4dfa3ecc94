import type { TargetOptions } from '../options/schema.js';
import type { ConfiguredTool } from '../tools/settings.js';
import { markerInput } from './root-marker.js';
import type { TargetContext, TargetInput } from './target-context.js';

/** The tool itself, what it reads above the project, and all that it imports, as external nodes. */
export function toolInputs(
  { externals }: TargetContext,
  tools: readonly ConfiguredTool[],
  nodes: readonly string[],
): TargetInput[] {
  const configs = tools.map((tool) => externals.config(tool));
  const names = [...new Set([externals.plugin, ...nodes, ...configs])].sort();
  return [{ externalDependencies: names }, markerInput];
}

/** Inputs that options add. */
export function declaredInputs(options: TargetOptions): TargetInput[] {
  return [
    ...((options.inputs ?? []) as TargetInput[]),
    ...(options.env ?? []).map((env) => ({ env })),
  ];
}
