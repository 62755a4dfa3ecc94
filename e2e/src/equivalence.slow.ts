import type { EquivalenceCases } from './equivalence/case.js';
import { describeEquivalence } from './equivalence/describe-equivalence.js';
import { lintCases } from './equivalence/lint-cases.js';
import { nestedCases } from './equivalence/nested-cases.js';
import { oddCases } from './equivalence/odd-cases.js';
import { pluginCases } from './equivalence/plugin-cases.js';
import { testCases } from './equivalence/test-cases.js';
import { typeCases } from './equivalence/type-cases.js';
import {
  addStandAlone,
  flatWorkspace,
  nestedWorkspace,
  oddWorkspace,
} from './equivalence/workspaces.js';

const standAlone: EquivalenceCases = {
  'an environment and a Python of its own': {
    names: ['apart'],
    failing: ['apart:lint', 'apart:typecheck', 'apart:test:unit'],
  },
};

const flatCases = { ...testCases, ...pluginCases, ...typeCases, ...lintCases };

describeEquivalence(
  'merged as alone, in a workspace of many projects',
  { ...flatCases, ...standAlone },
  async () => {
    const workspace = await flatWorkspace(flatCases);
    await addStandAlone(workspace);
    return workspace;
  },
);

describeEquivalence('merged as alone, where tools cannot check all in one go', oddCases, () =>
  oddWorkspace(oddCases),
);

describeEquivalence('merged as alone, with projects inside projects', nestedCases, () =>
  nestedWorkspace(nestedCases),
);
