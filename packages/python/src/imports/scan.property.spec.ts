import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FileImport, packImports, unpackImports } from './file-import.js';
import { scanImports } from './scan.js';

/** A piece of source, with the imports in it; their lines are counted from the piece's first. */
interface Piece {
  text: string;
  imports: FileImport[];
}

const name = fc.constantFrom(
  'a',
  'b_1',
  'important',
  'from_',
  'größe',
  'x'.repeat(30),
  'type',
  'as_',
);
const dotted = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('.'));
const blank = fc.constantFrom(' ', '  ', '\t', ' \\\n ', ' \\\r\n\t');
const gap = fc.oneof(blank, fc.constantFrom('\n', '  # import x, "(\n', '\r\n', "\n\n# ''' {\n"));
const lure = fc.constantFrom(
  ...['import no', 'from no import no', '\nimport no\n', '# ', '{', '}', '(', '\\\n', '\\\\', ' '],
  ...['x', '\\"', "\\'", ':', ';import no', 'é', '__import__(', 'if TYPE_CHECKING:'],
);

function plain(text: string): Piece {
  return { text, imports: [] };
}

const plainImport = fc
  .record({ modules: fc.array(dotted, { minLength: 1, maxLength: 3 }), blank, alias: fc.boolean() })
  .map(({ modules, blank, alias }): Piece => {
    const items = modules.map((module) => (alias ? `${module}${blank}as${blank}z` : module));
    return {
      text: `import${blank}${items.join(`${blank},${blank}`)}`,
      imports: modules.map((module) => ({ module, line: 1 })),
    };
  });

const fromImport = fc
  .record({
    level: fc.integer({ min: 0, max: 4 }),
    base: dotted,
    names: fc.array(name, { minLength: 1, maxLength: 3 }),
    blank,
    gap: fc.option(gap, { nil: undefined }),
  })
  .map(({ level, base, names, blank, gap }): Piece => {
    const module = '.'.repeat(level) + base;
    const between = gap ?? blank;
    const list = names.join(`${between},${between}`);
    const items = gap === undefined ? list : `(${gap}${list},${gap})`;
    return {
      text: `from${blank}${module}${blank}import${blank}${items}`,
      imports: [{ module, line: 1, names }],
    };
  });

const call = fc.tuple(fc.constantFrom('importlib.import_module', '__import__'), dotted).map(
  ([callee, module]): Piece => ({
    text: `x = [1, ${callee}("${module}")]`,
    imports: [{ module, line: 1 }],
  }),
);

/** A string around any text: what would end it early is escaped or taken out. */
const quoted = fc
  .record({
    prefix: fc.constantFrom('', 'r', 'b', 'Rb', 'f', 'rf', 't'),
    quote: fc.constantFrom('"', "'", '"""', "'''"),
    lures: fc.array(lure, { maxLength: 6 }),
  })
  .map(({ prefix, quote, lures }): Piece => {
    const body = lures
      .map((text) => (/[ft]/.test(prefix) ? text.replace(/[{}]/g, '$&$&') : text))
      .map((text) => (quote.length === 3 ? text : text.replace(/(?<!\\)\n/g, ' ')))
      .join('')
      .replace(/(?<!\\)(?:\\\\)*\\$/, '');
    return plain(`x = ${prefix}${quote}${body} ${quote}`);
  });

const expression = fc.constantFrom(
  ...[
    'x',
    'y["}"]',
    "y['#']",
    ' {1: 2}[1]',
    '(lambda: "import no")',
    'x # } "\n',
    'x != y',
    '[1,\n2]',
  ],
);

/** An f-string with fields in fields, all with the same quotes, as Python 3.12 allows. */
const formatString: fc.Arbitrary<string> = fc.letrec((tie) => ({
  string: fc
    .record({
      prefix: fc.constantFrom('f', 'rf', 'T'),
      quote: fc.constantFrom('"', "'", '"""'),
      parts: fc.array(
        fc.oneof(
          { depthSize: 'small', withCrossShrink: true },
          fc.constantFrom('import no', '{{', '}}', '#', '\\\\', '\\"', "\\'", '(', ':'),
          tie('field'),
        ),
        { maxLength: 4 },
      ),
    })
    .map(({ prefix, quote, parts }) => `${prefix}${quote}${parts.join('')} ${quote}`),
  field: fc
    .record({
      value: fc.oneof({ depthSize: 'small' }, expression, tie('string')),
      conversion: fc.constantFrom('', '=', '!r'),
      specification: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom('', ':>10', ':import no', ':(#', ':='),
        tie('field').map((field) => `:${field}`),
      ),
    })
    .map(({ value, conversion, specification }) => `{${value}${conversion}${specification}}`),
})).string as fc.Arbitrary<string>;

const noise = fc.oneof(
  quoted,
  formatString.map(plain),
  fc.array(lure).map((lures) => plain(`# ${lures.join('').replace(/[\r\n]/g, ' ')}`)),
  fc
    .constantFrom(
      ...['', 'x.import_ = important', 'yield from x', 'raise A from b', 'y = {a: b}[1:2]', '\f'],
      ...[
        'f = lambda: (\n  1)',
        'z = f"{y["import no"]:{w}}"',
        'class A: pass',
        'match x:\n  case 1: 2',
      ],
    )
    .map(plain),
);

const simple = fc.oneof(plainImport, fromImport, call);

const compound = fc
  .tuple(
    fc.constantFrom('if x: ', 'else: ', '    ', '\t', 'x = 1; ', 'class A: ', '"import no"; '),
    simple,
  )
  .map(([head, piece]): Piece => ({ text: head + piece.text, imports: piece.imports }));

const source = fc.tuple(
  fc.array(fc.oneof(noise, simple, compound), { maxLength: 12 }),
  fc.constantFrom('\n', '\r\n'),
);

/** Puts pieces below each other, and moves their imports to the lines they come to. */
function join(pieces: readonly Piece[], newline: string): Piece {
  const joined: Piece = { text: '', imports: [] };
  for (const { text, imports } of pieces) {
    const above = joined.text.split('\n').length - 1;
    const moved = imports.map((found) => ({ ...found, line: found.line + above }));
    joined.imports.push(...moved);
    joined.text += text.replace(/\r?\n/g, newline) + newline;
  }
  return joined;
}

describe('generated source', () => {
  it('gives exactly the imports that were put in, from text and from bytes', () => {
    fc.assert(
      fc.property(source, ([pieces, newline]) => {
        const { text, imports } = join(pieces, newline);
        expect(scanImports(text)).toEqual(imports);
        expect(scanImports(Buffer.from(text))).toEqual(imports);
      }),
      { numRuns: 2000 },
    );
  });

  it('survives being packed', () => {
    fc.assert(
      fc.property(source, ([pieces, newline]) => {
        const imports = scanImports(join(pieces, newline).text);
        expect(unpackImports(packImports(imports))).toEqual(imports);
      }),
    );
  });

  it('never throws, whatever the text is cut to', () => {
    const scrap = fc.oneof(
      lure,
      fc.constantFrom('"', "'", '"""', 'f"{', ')', 'import ', '\0', '\r'),
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(scrap, fc.string())), (scraps) => {
        expect(scanImports(scraps.join(''))).toBeInstanceOf(Array);
      }),
      { numRuns: 2000 },
    );
  });

  it('never throws on bytes', () => {
    const keyword = Buffer.from('import ');
    fc.assert(
      fc.property(fc.uint8Array(), fc.uint8Array(), (before, after) => {
        expect(scanImports(Buffer.concat([before, keyword, after]))).toBeInstanceOf(Array);
      }),
    );
  });
});
