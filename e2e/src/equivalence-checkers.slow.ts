import { checkerCases, checkerWorkspace } from './equivalence/checker-cases.js';
import { checkers } from './equivalence/checkers.js';
import { describeEquivalence } from './equivalence/describe-equivalence.js';

for (const [checker, texts] of Object.entries(checkers)) {
  const cases = checkerCases(texts);
  describeEquivalence(`merged as alone: ${checker}`, cases, () => checkerWorkspace(texts, cases), [
    'typecheck',
  ]);
}
