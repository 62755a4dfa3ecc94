import type { SignalReport } from './schema.js';

/** Variables in which a pipeline says how long its own steps took, in seconds. */
export const pipelineVariables = {
  checkout: 'NX_SIGNAL_CHECKOUT_SECONDS',
  setupUv: 'NX_SIGNAL_SETUP_UV_SECONDS',
} as const;

function milliseconds(text: string | undefined): number | null {
  return text !== undefined && /^\d+(?:\.\d+)?$/.test(text)
    ? Math.round(Number(text) * 1000)
    : null;
}

/** What the pipeline has measured of itself; null where it has not. */
export function pipelineTimes(variables: NodeJS.ProcessEnv): SignalReport['pipeline'] {
  return {
    checkout: milliseconds(variables[pipelineVariables.checkout]),
    setupUv: milliseconds(variables[pipelineVariables.setupUv]),
  };
}
