import { describe, expect, it } from 'vitest';
import { expressionText, isSatisfied, parseExpression } from './expression.js';

describe('an expression of SPDX', () => {
  const rows: [text: string, read: string | undefined][] = [
    ['MIT', 'MIT'],
    ['MIT OR Apache-2.0', 'MIT OR Apache-2.0'],
    ['mit or (apache-2.0 and BSD-3-Clause)', 'mit OR apache-2.0 AND BSD-3-Clause'],
    ['(MIT OR ISC) AND Zlib', '(MIT OR ISC) AND Zlib'],
    ['Apache-2.0 WITH LLVM-exception', 'Apache-2.0 WITH LLVM-exception'],
    ['GPL-2.0+', 'GPL-2.0+'],
    ['LicenseRef-Own-1.0', 'LicenseRef-Own-1.0'],
    ['DocumentRef-a:LicenseRef-b', 'DocumentRef-a:LicenseRef-b'],
    ['', undefined],
    ['MIT License', undefined],
    ['MIT, BSD', undefined],
    ['MIT OR', undefined],
    ['AND MIT', undefined],
    ['(MIT', undefined],
    ['MIT)', undefined],
    ['MIT WITH', undefined],
    ['(MIT) WITH x', undefined],
    ['MIT / BSD', undefined],
  ];
  it.each(rows)('%j → %s', (text, read) => {
    const expression = parseExpression(text);
    expect(expression && expressionText(expression)).toBe(read);
  });

  const chosen: [text: string, ids: string[], satisfied: boolean][] = [
    ['MIT', ['MIT'], true],
    ['MIT', [], false],
    ['MIT OR ISC', ['ISC'], true],
    ['MIT AND ISC', ['ISC'], false],
    ['(MIT OR ISC) AND Zlib', ['ISC', 'Zlib'], true],
    ['MIT OR ISC AND Zlib', ['ISC'], false],
    ['Apache-2.0 WITH LLVM-exception', ['Apache-2.0 WITH LLVM-exception'], true],
  ];
  it.each(chosen)('%s with %j: %s', (text, ids, satisfied) => {
    const expression = parseExpression(text);
    if (!expression) throw new Error('it cannot be read');
    expect(isSatisfied(expression, (id, whole) => ids.includes(id) || ids.includes(whole))).toBe(
      satisfied,
    );
  });
});
