import fc from 'fast-check';

/** A package of a made-up uv.lock. */
export interface ModelPackage {
  version: string;
  hash: string;
  edges: { to: number; marker: string }[];
  /** What its extra `more` requires; no such extra when empty. */
  more: { to: number; marker: string }[];
}

/** How to write what has no meaning. */
export interface ModelStyle {
  uploadTime: string;
  size: number;
  backwards: boolean;
}

const version = fc.tuple(fc.nat(9), fc.nat(99)).map((parts) => parts.join('.'));
const hash = fc.nat(1e9).map((number) => `sha256:${number.toString(16).padStart(8, '0')}`);
const marker = fc.constantFrom('', "sys_platform == 'win32'", "python_full_version < '3.12'");

/** Locks of up to twelve packages that require each other at random, cycles included. */
export const modelLocks = fc.integer({ min: 1, max: 12 }).chain((count) => {
  const edges = fc.array(fc.record({ to: fc.nat(count - 1), marker }), { maxLength: 4 });
  const model = fc.record({ version, hash, edges, more: edges });
  return fc.array(model, { minLength: count, maxLength: count });
});

/** Ways to write the same lock. */
export const modelStyles: fc.Arbitrary<ModelStyle> = fc.record({
  uploadTime: fc.constantFrom('2025-01-01T00:00:00Z', '2026-02-02T02:02:02.2Z'),
  size: fc.nat(1e6),
  backwards: fc.boolean(),
});

function ordered(fields: string[], { backwards }: ModelStyle): string[] {
  return backwards ? fields.toReversed() : fields;
}

function inline(fields: Record<string, string | number>, style: ModelStyle): string {
  const parts = Object.entries(fields).map(([key, value]) => `${key} = ${JSON.stringify(value)}`);
  return `{ ${ordered(parts, style).join(', ')} }`;
}

function edgeList(edges: ModelPackage['edges'], style: ModelStyle): string {
  const items = edges.map(({ to, marker }) =>
    inline({ name: `p${to}`, ...(marker && { marker }) }, style),
  );
  return `[${ordered(items, style).join(', ')}]`;
}

function entryText({ version, hash, edges, more }: ModelPackage, index: number, style: ModelStyle) {
  const { uploadTime, size } = style;
  const url = 'https://example.test/p.whl';
  const wheel = inline({ url, hash, size, 'upload-time': uploadTime }, style);
  const fields = [
    `name = "p${index}"`,
    `version = "${version}"`,
    'source = { registry = "https://example.test/simple" }',
    `dependencies = ${edgeList(edges, style)}`,
    `wheels = [${wheel}]`,
  ];
  const optional = `[package.optional-dependencies]\nmore = ${edgeList(more, style)}`;
  return `[[package]]\n${ordered(fields, style).join('\n')}\n${more.length > 0 ? optional : ''}`;
}

/** The text of a uv.lock with these packages, called `p0`, `p1` and so on. */
export function modelText(packages: readonly ModelPackage[], style: ModelStyle): string {
  const entries = packages.map((item, index) => entryText(item, index, style));
  return ['version = 1', ...ordered(entries, style)].join('\n\n');
}
