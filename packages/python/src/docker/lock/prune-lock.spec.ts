import fc from 'fast-check';
import { parse } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import type { Table } from '../../lock/toml-values.js';
import { type ImageParts, imageClosure } from './image-closure.js';
import { formatLockText, parseLockText } from './lock-text.js';
import { pruneLock } from './prune-lock.js';

interface Block {
  name: string;
  version?: string;
  source?: string;
  needs?: string[];
  extras?: Record<string, string[]>;
  groups?: Record<string, string[]>;
  markers?: boolean;
}

const list = (items: string[]) => `[\n${items.map((item) => `    ${item},\n`).join('')}]`;
const edges = (names: string[]) => list(names.map((name) => `{ name = "${name}" }`));
const table = (header: string, parts: Record<string, string[]> = {}) =>
  Object.keys(parts).length === 0
    ? []
    : [
        [header, ...Object.entries(parts).map(([key, names]) => `${key} = ${edges(names)}`)].join(
          '\n',
        ),
      ];

function blockText({
  name,
  version = '1.0',
  source,
  needs,
  extras,
  groups,
  markers,
}: Block): string {
  const fields = [
    '[[package]]',
    `name = "${name}"`,
    `version = "${version}"`,
    `source = ${source ?? '{ registry = "https://example.test/simple" }'}`,
    ...(markers ? [`resolution-markers = ${list(['"sys_platform == \'win32\'"'])}`] : []),
    ...(needs ? [`dependencies = ${edges(needs)}`] : []),
  ];
  return [
    fields.join('\n'),
    ...table('[package.optional-dependencies]', extras),
    ...table('[package.dev-dependencies]', groups),
  ].join('\n\n');
}

const member = (name: string) => `{ editable = "libs/${name}" }`;

function lockText(blocks: Block[], { markers = true, members = [] as string[] } = {}): string {
  const head = [
    `version = 1\nrevision = 5\nrequires-python = ">=3.11"${
      markers ? `\nresolution-markers = ${list(['"a"', '"b"'])}` : ''
    }`,
    ...(members.length > 0 ? [`[manifest]\nmembers = ${list(members.map((m) => `"${m}"`))}`] : []),
    ...(members.length > 0 ? ['[manifest.dependency-groups]\ndev = [{ name = "ruff" }]'] : []),
  ];
  return `${[...head, ...blocks.map(blockText)].join('\n\n')}\n`;
}

function prune(text: string, directory: string, parts: Partial<ImageParts> = {}): string {
  const wanted = { directory, extras: [], groups: [], ...parts };
  return pruneLock(text, imageClosure(parse(text) as Table, wanted));
}

const shop: Block[] = [
  { name: 'anyio', needs: ['idna'] },
  {
    name: 'api',
    source: member('api'),
    needs: ['anyio', 'models'],
    extras: { fast: ['uvloop'] },
    groups: { dev: ['pytest'] },
  },
  { name: 'idna' },
  { name: 'models', source: member('models') },
  { name: 'pytest', extras: { color: ['colors'] } },
  { name: 'colors' },
  { name: 'ruff' },
  { name: 'uvloop' },
  { name: 'worker', source: member('worker'), needs: ['models', 'ruff'] },
];
const members = ['api', 'models', 'worker'];

describe('a lock that is pruned to one project', () => {
  const text = lockText(shop, { members });
  const rows: [title: string, parts: Partial<ImageParts>, kept: Block[]][] = [
    [
      'holds its closure',
      {},
      [
        { name: 'anyio', needs: ['idna'] },
        { name: 'api', source: member('api'), needs: ['anyio', 'models'] },
        { name: 'idna' },
        { name: 'models', source: member('models') },
      ],
    ],
    [
      'and an extra that the image installs',
      { extras: ['FAST'] },
      [
        { name: 'anyio', needs: ['idna'] },
        {
          name: 'api',
          source: member('api'),
          needs: ['anyio', 'models'],
          extras: { fast: ['uvloop'] },
        },
        { name: 'idna' },
        { name: 'models', source: member('models') },
        { name: 'uvloop' },
      ],
    ],
    [
      'and a group that it installs, but no extra that only others ask for',
      { groups: ['dev'] },
      [
        { name: 'anyio', needs: ['idna'] },
        {
          name: 'api',
          source: member('api'),
          needs: ['anyio', 'models'],
          groups: { dev: ['pytest'] },
        },
        { name: 'idna' },
        { name: 'models', source: member('models') },
        { name: 'pytest' },
      ],
    ],
  ];
  it.each(rows)('%s', (_title, parts, kept) => {
    const head = { members: ['api', 'models'], markers: false };
    const expected = lockText(kept, head).replace(/\[manifest\.dependency-groups\]\n.*\n\n/, '');
    expect(prune(text, 'libs/api', parts)).toBe(expected);
  });

  it('keeps the platforms apart where a package that it holds does', () => {
    const forked: Block[] = [
      { name: 'app', source: member('app'), needs: ['idna'] },
      { name: 'idna', markers: true },
      { name: 'idna', version: '2.0', markers: true },
    ];
    expect(prune(lockText(forked), 'libs/app')).toContain('resolution-markers = [\n    "a"');
  });

  it('is empty for a project that the lock does not know', () => {
    const wanted = { directory: 'libs/none', extras: [], groups: [] };
    expect(imageClosure(parse(text) as Table, wanted)).toEqual([]);
  });

  it('drops what says which groups come by default', () => {
    const own = `${lockText([{ name: 'a', source: member('a') }])}
[package.metadata]
requires-dist = []
default-groups = ["dev"]

[package.metadata.requires-dev]
dev = [{ name = "x" }]
`;
    expect(prune(own, 'libs/a')).toMatch(/\n\n\[package\.metadata\]\nrequires-dist = \[\]\n$/);
  });
});

describe('whatever is no business of a project leaves its lock as it is', () => {
  const name = fc.stringMatching(/^[a-z]{3,8}$/).map((text) => `x-${text}`);
  const stranger = fc.record({ name, version: fc.stringMatching(/^[1-9]\.[0-9]$/) });
  const strangers = fc.uniqueArray(stranger, { maxLength: 6, selector: (block) => block.name });

  it('another project that comes with packages of its own', () => {
    fc.assert(
      fc.property(strangers, fc.boolean(), (others, markers) => {
        const project = {
          name: 'zz-other',
          source: member('zz'),
          needs: others.map((o) => o.name),
        };
        const blocks = [...shop, ...others, project].sort((a, b) => (a.name < b.name ? -1 : 1));
        const text = lockText(blocks, { members: [...members, 'zz-other'], markers });
        const before = lockText(
          [...shop].sort((a, b) => (a.name < b.name ? -1 : 1)),
          { members },
        );
        expect(prune(text, 'libs/api')).toBe(prune(before, 'libs/api'));
      }),
    );
  });

  it('a group or an extra of a package that somebody else asks for', () => {
    const more = shop.map((block) =>
      block.name === 'anyio' ? { ...block, extras: { trio: ['ruff'] } } : block,
    );
    expect(prune(lockText(more, { members }), 'libs/api')).toBe(
      prune(lockText(shop, { members }), 'libs/api'),
    );
  });

  it('but not a new version of what it needs', () => {
    const newer = shop.map((block) =>
      block.name === 'idna' ? { ...block, version: '2.0' } : block,
    );
    expect(prune(lockText(newer, { members }), 'libs/api')).toContain(
      'name = "idna"\nversion = "2.0"',
    );
  });
});

describe('the text of a lock', () => {
  it('is the same once it has been split and put together', () => {
    const text = lockText(shop, { members });
    expect(formatLockText(parseLockText(text))).toBe(text);
  });

  it('is refused where it is not in the form uv writes', () => {
    expect(() => parseLockText('    { name = "a" },\n')).toThrow('not in the form uv writes');
  });
});
