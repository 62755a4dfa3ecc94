import { describe, expect, it } from 'vitest';
import { joinRequirement, splitRequirement } from './requirement-parts.js';

describe('a requirement is put together as it was', () => {
  const rows: [text: string, again?: string][] = [
    ['models'],
    ['models>=1.0,<2'],
    ['models[fast,db]>=1.0 ; python_version < "3.12"'],
    ['models (>=1.0)', 'models>=1.0'],
    ['models >= 1.0; extra == "x"', 'models>= 1.0 ; extra == "x"'],
  ];
  it.each(rows)('%s', (text, again = text) => {
    const parts = splitRequirement(text);
    expect(parts && joinRequirement(parts)).toBe(again);
  });
});

it('an address is no range', () => {
  expect(splitRequirement('models @ https://example.test/models.whl')).toBeUndefined();
});
