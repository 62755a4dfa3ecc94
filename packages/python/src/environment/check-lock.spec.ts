import { expect, it } from 'vitest';
import type { Table } from '../toml/pyproject.js';
import { recordedSettings } from './check-lock.js';

const lock = (options: Table, ...registries: string[]): Table => ({
  options,
  package: [
    ...registries.map((registry) => ({ source: { registry } })),
    { source: { virtual: '.' } },
  ],
});
const pypi = 'https://pypi.org/simple';
const mirror = 'https://mirror.example/simple';

const rows: [title: string, lock: Table, settings: Table, variables: Record<string, string>][] = [
  ['nothing', {}, {}, {}],
  ['where packages come from', lock({}, pypi, pypi), {}, { UV_DEFAULT_INDEX: pypi }],
  ['several indexes', lock({}, mirror, pypi), {}, { UV_DEFAULT_INDEX: mirror, UV_INDEX: pypi }],
  ['not what the repository says itself', lock({}, mirror), { 'index-url': pypi }, {}],
  [
    'an index beside that of the repository',
    lock({}, mirror, 'https://torch.example/cpu/'),
    { index: [{ name: 'torch', url: 'https://torch.example/cpu', explicit: true }] },
    { UV_DEFAULT_INDEX: mirror },
  ],
  [
    'nothing of an index that the repository names since',
    lock({}, mirror),
    { index: [{ url: 'https://new.example/simple' }] },
    {},
  ],
  ['no folder', lock({}, 'wheels'), {}, {}],
  [
    'how it was resolved',
    lock({ 'prerelease-mode': 'allow', 'resolution-mode': 'lowest' }),
    { prerelease: 'allow' },
    { UV_RESOLUTION: 'lowest' },
  ],
  [
    'a span rather than the time that came of it',
    lock({ 'exclude-newer': '2026-01-01T00:00:00Z', 'exclude-newer-span': 'P1W' }),
    {},
    { UV_EXCLUDE_NEWER: 'P1W' },
  ],
];

it.each(rows)('a lock records %s', (_title, text, settings, variables) => {
  expect(recordedSettings(text, settings)).toEqual(variables);
});
