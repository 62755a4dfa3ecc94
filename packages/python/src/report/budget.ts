import type { NxJsonConfiguration } from '@nx/devkit';
import { registeredOptions } from '../options/registered-options.js';
import type { Budget } from './stages.js';

/** Seconds that a run may take where nothing else is said. */
const usual = 10;

/** What the plugin's options in nx.json allow a run; checked when the graph is made, so here only read. */
export function budgetOf(nxJson: Pick<NxJsonConfiguration, 'plugins'>): Budget {
  const options = registeredOptions(nxJson) as { signal?: unknown } | undefined;
  const { signal } = options ?? {};
  const { budget, overBudget } = (typeof signal === 'object' ? (signal ?? {}) : {}) as {
    budget?: unknown;
    overBudget?: unknown;
  };
  return {
    seconds: typeof budget === 'number' && budget > 0 ? budget : usual,
    over: overBudget === 'fail' ? 'fail' : 'warn',
  };
}
