import { describe, expect, it } from 'vitest';
import { iniSections } from './ini-sections.js';

describe('sections of an INI file', () => {
  const rows: [text: string, sections: Record<string, string>][] = [
    ['', {}],
    ['x = 1\n', {}],
    ['[a]', { a: '' }],
    ['[a]\nx = 1\n[ b ]\ny = 2', { a: 'x = 1\n', b: 'y = 2\n' }],
    ['[a]\r\nx = 1\r\n', { a: 'x = 1\n\n' }],
    ['[a]\nx = 1\n[b]\n[a]\ny = 2', { a: 'x = 1\ny = 2\n', b: '' }],
    ['[a]\n  [x]\n', { a: '  [x]\n\n' }],
  ];
  it.each(rows)('%j', (text, sections) => {
    expect(Object.fromEntries(iniSections(text))).toEqual(sections);
  });
});
