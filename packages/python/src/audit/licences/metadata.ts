import { type Expression, expressionText, parseExpression } from './expression.js';

/** What a distribution says about its licence. */
export interface SaidLicence {
  /** Undefined where what it says is not clear. */
  expression: Expression | undefined;
  /** Its own words, in one line; empty where it says nothing. */
  text: string;
}

/**
 * Classifiers that mean one licence, or one of a few. Of those that leave it open all have to be allowed: nobody
 * knows which it is.
 */
const classifiers: Readonly<Record<string, string>> = {
  'Apache Software License': 'Apache-2.0',
  'BSD License': 'BSD-2-Clause AND BSD-3-Clause',
  'Boost Software License 1.0 (BSL-1.0)': 'BSL-1.0',
  'CEA CNRS Inria Logiciel Libre License, version 2.1 (CeCILL-2.1)': 'CECILL-2.1',
  'Eclipse Public License 2.0 (EPL-2.0)': 'EPL-2.0',
  'European Union Public Licence 1.2 (EUPL 1.2)': 'EUPL-1.2',
  'GNU Affero General Public License v3': 'AGPL-3.0-only',
  'GNU Affero General Public License v3 or later (AGPLv3+)': 'AGPL-3.0-or-later',
  'GNU General Public License v2 (GPLv2)': 'GPL-2.0-only',
  'GNU General Public License v2 or later (GPLv2+)': 'GPL-2.0-or-later',
  'GNU General Public License v3 (GPLv3)': 'GPL-3.0-only',
  'GNU General Public License v3 or later (GPLv3+)': 'GPL-3.0-or-later',
  'GNU Lesser General Public License v2 (LGPLv2)': 'LGPL-2.0-only',
  'GNU Lesser General Public License v2 or later (LGPLv2+)': 'LGPL-2.0-or-later',
  'GNU Lesser General Public License v3 (LGPLv3)': 'LGPL-3.0-only',
  'GNU Lesser General Public License v3 or later (LGPLv3+)': 'LGPL-3.0-or-later',
  'ISC License (ISCL)': 'ISC',
  'MIT License': 'MIT',
  'MIT No Attribution License (MIT-0)': 'MIT-0',
  'Mozilla Public License 1.1 (MPL 1.1)': 'MPL-1.1',
  'Mozilla Public License 2.0 (MPL 2.0)': 'MPL-2.0',
  'Python Software Foundation License': 'PSF-2.0',
  'The Unlicense (Unlicense)': 'Unlicense',
  'Universal Permissive License (UPL)': 'UPL-1.0',
  'zlib/libpng License': 'Zlib',
  'Zero-Clause BSD (0BSD)': '0BSD',
};

/** Families of licences that one classifier stands for; the field `License` may say which of them it is. */
const families: Readonly<Record<string, RegExp>> = {
  'Apache Software License': /^Apache-/i,
  'BSD License': /^(?:BSD-|0BSD$)/i,
  'GNU General Public License (GPL)': /^GPL-/i,
  'GNU Library or Lesser General Public License (LGPL)': /^LGPL-/i,
};

/** Short names in the field `License` that are no identifiers of SPDX, in small letters. */
const shortNames: Readonly<Record<string, string>> = {
  'apache 2.0': 'Apache-2.0',
  'apache license 2.0': 'Apache-2.0',
  'apache license, version 2.0': 'Apache-2.0',
  'apache software license 2.0': 'Apache-2.0',
  'bsd 2-clause': 'BSD-2-Clause',
  'bsd 3-clause': 'BSD-3-Clause',
  'bsd 3-clause license': 'BSD-3-Clause',
  'bsd-3-clause license': 'BSD-3-Clause',
  'isc license': 'ISC',
  'mit license': 'MIT',
  'mpl 2.0': 'MPL-2.0',
  'mozilla public license 2.0': 'MPL-2.0',
  'the mit license': 'MIT',
  'the mit license (mit)': 'MIT',
  unlicense: 'Unlicense',
};

/** Identifiers whose form no other word has; a bare word such as `BSD` or `Apache` is none. */
const isIdentifier = (id: string) =>
  /\d/.test(id) ||
  ['MIT', 'ISC', 'ZLIB', 'UNLICENSE', 'BEERWARE', 'WTFPL'].includes(id.toUpperCase());

/** The headers of a METADATA, without the description behind them. */
function headersOf(text: string): [name: string, value: string][] {
  const [head = ''] = text.replace(/\r\n/g, '\n').split('\n\n', 1);
  // A line that begins with a space belongs to the one before.
  const lines = head.replace(/\n[ \t]+/g, ' ').split('\n');
  return lines.flatMap((line): [string, string][] => {
    const colon = line.indexOf(':');
    return colon < 0 ? [] : [[line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]];
  });
}

function joined(expressions: readonly Expression[]): Expression | undefined {
  const [first] = expressions;
  return expressions.length > 1 ? { kind: 'and', parts: [...expressions] } : first;
}

/** What the field `License` says: a text of any form, which may be the whole licence. */
function ofField(value: string): Expression | undefined {
  const known = shortNames[value.toLowerCase()];
  const expression = parseExpression(known ?? value);
  const isSure = (one: Expression): boolean =>
    one.kind === 'licence' ? isIdentifier(one.id) : one.parts.every(isSure);
  return expression && isSure(expression) ? expression : undefined;
}

/** What classifiers say together with the field. Where these differ, both have to be accepted. */
function ofClassifiers(
  named: readonly string[],
  own: Expression | undefined,
): Expression | undefined {
  const [only = ''] = named;
  if (named.length === 1 && own?.kind === 'licence' && families[only]?.test(own.id)) return own;
  const read = named.flatMap((name) => {
    const known = classifiers[name];
    return (known && parseExpression(known)) || [];
  });
  if (read.length < named.length) return undefined;
  const all = [...read, ...(own ? [own] : [])];
  const different = new Map(all.map((one) => [expressionText(one).toLowerCase(), one]));
  return joined([...different.values()]);
}

const longest = 100;
const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim().slice(0, longest);

/**
 * Reads what the text of a METADATA, or PKG-INFO, says about the licence: its expression (PEP 639), or else all of its
 * classifiers, or else its field, as far as these are clear.
 */
export function licenceIn(text: string): SaidLicence {
  const headers = headersOf(text);
  const all = (name: string) => headers.flatMap(([own, value]) => (own === name ? [value] : []));
  const [written] = all('license-expression');
  if (written) return { expression: parseExpression(written), text: oneLine(written) };
  const [field = ''] = all('license').filter((value) => value !== 'UNKNOWN');
  const named = all('classifier')
    .filter((value) => value.startsWith('License :: '))
    .map((value) => value.slice(value.lastIndexOf(' :: ') + 4))
    .filter((value) => value !== 'OSI Approved' && value !== 'License');
  const own = ofField(field);
  if (named.length === 0) return { expression: own, text: oneLine(field) };
  const expression = ofClassifiers(named, own);
  return { expression, text: oneLine([...named, ...(own ? [field] : [])].join(', ')) };
}
