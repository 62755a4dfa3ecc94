import { describe, expect, it } from 'vitest';
import { expressionText } from './expression.js';
import { licenceIn } from './metadata.js';

const classified = (...names: string[]) =>
  names.map((name) => `Classifier: License :: OSI Approved :: ${name}`);

describe('what a METADATA says about the licence', () => {
  const rows: [title: string, lines: string[], read: string | undefined][] = [
    ['an expression', ['License-Expression: MIT OR Apache-2.0'], 'MIT OR Apache-2.0'],
    [
      'an expression before all else',
      ['License-Expression: MIT', 'License: GPL', ...classified('ISC License (ISCL)')],
      'MIT',
    ],
    ['a broken expression', ['License-Expression: MIT License', 'License: MIT'], undefined],
    ['a classifier', classified('MIT License'), 'MIT'],
    [
      'several, of which nobody says how they belong together',
      classified('MIT License', 'Apache Software License'),
      'MIT AND Apache-2.0',
    ],
    ['one of a family', classified('BSD License'), 'BSD-2-Clause AND BSD-3-Clause'],
    [
      'one of a family, told',
      ['License: BSD-3-Clause', ...classified('BSD License')],
      'BSD-3-Clause',
    ],
    ['an open family', classified('GNU General Public License (GPL)'), undefined],
    [
      'an open family, told',
      ['License: GPL-3.0-or-later', ...classified('GNU General Public License (GPL)')],
      'GPL-3.0-or-later',
    ],
    [
      'an unknown one',
      ['License: MIT', 'Classifier: License :: Other/Proprietary License'],
      undefined,
    ],
    ['two words', ['License: GPL-3.0-only', ...classified('MIT License')], 'MIT AND GPL-3.0-only'],
    ['one word twice', ['License: MIT', ...classified('MIT License')], 'MIT'],
    ['approved by whom, not what', ['License: ISC', 'Classifier: License :: OSI Approved'], 'ISC'],
    ['a field', ['License: Apache 2.0'], 'Apache-2.0'],
    ['a field in SPDX', ['License: MPL-2.0 AND MIT'], 'MPL-2.0 AND MIT'],
    ['a vague field', ['License: BSD'], undefined],
    ['another vague field', ['License: Apache'], undefined],
    ['a whole text', ['License: Permission is hereby granted', '        to any person'], undefined],
    ['unknown', ['License: UNKNOWN'], undefined],
    ['nothing', ['Summary: x'], undefined],
  ];
  it.each(rows)('%s', (_title, lines, read) => {
    for (const end of ['\n', '\r\n']) {
      const text = ['Metadata-Version: 2.4', 'Name: x', ...lines, '', 'License: ISC'].join(end);
      const { expression } = licenceIn(text);
      expect(expression && expressionText(expression)).toBe(read);
    }
  });

  it('is told in its own words where it is not clear', () => {
    expect(licenceIn('License: BSD\n').text).toBe('BSD');
    expect(licenceIn('Name: x\n').text).toBe('');
    expect(licenceIn(`License: ${'long '.repeat(99)}\n`).text.length).toBeLessThan(101);
  });
});
