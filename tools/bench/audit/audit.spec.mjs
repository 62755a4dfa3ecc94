import { expect, test } from 'vitest';
import { auditTable } from './audit.mjs';

const round = (snapshot, verdicts) => ({
  parts: {
    snapshot: { cpu: snapshot, wall: 2 * snapshot },
    closures: { cpu: 0.05, wall: 0.05 },
    keys: { cpu: 0.04, wall: 0.04 },
    verdicts: { cpu: verdicts, wall: verdicts },
  },
});

test('what all parts take together is added up round by round', () => {
  const table = auditTable([round(0.01, 0.1), round(0.03, 0.2), round(0.02, 0.1)]);
  expect(table[1]).toEqual(['opening the snapshot', '20 ms', '10 ms', '40 ms']);
  expect(table.at(-1)).toEqual(['together', '210 ms', '200 ms', '230 ms']);
});
