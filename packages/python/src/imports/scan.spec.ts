import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { packImports, unpackImports } from './file-import.js';
import { scanImports } from './scan.js';

/** Imports as lines of text, as they are packed. */
function scanned(source: string | Uint8Array): string[] {
  const imports = scanImports(source);
  const packed = packImports(imports);
  expect(unpackImports(packed)).toEqual(imports);
  return packed === '' ? [] : packed.split('\n');
}

function table(rows: [name: string, source: string, expected: string[]][]): void {
  it.each(rows)('%s', (_name, source, expected) => {
    expect(scanned(source)).toEqual(expected);
    expect(scanned(Buffer.from(source))).toEqual(expected);
  });
}

describe('statements', () => {
  table([
    ['plain', 'import os', ['1 os']],
    ['several with aliases', 'import a.b as c, d', ['1 a.b', '1 d']],
    ['blanks around dots', 'import a . b\t. c', ['1 a.b.c']],
    ['from', 'from a.b import c, d as e', ['1 a.b c,d']],
    ['star', 'from a import *', ['1 a *']],
    ['star without blanks', 'from a import*', ['1 a *']],
    ['relative', 'from . import x\nfrom .a import y', ['1 . x', '2 .a y']],
    ['dots against the keyword', 'from.import x\nfrom..a import(y)', ['1 . x', '2 ..a y']],
    ['dots apart', 'from . .. a import b', ['1 ...a b']],
    ['ellipsis', 'from ... import x', ['1 ... x']],
    ['parentheses', 'from .a.b import (x as y, z,)', ['1 .a.b x,z']],
    [
      'parentheses over lines with comments',
      'from a import (  # one ( "\n    b,  # two #### \'\n\n    c as d\n    # three\n)\nimport e',
      ['1 a b,c', '7 e'],
    ],
    ['continuation', 'from a \\\n  import b, \\\n  c\nimport \\\n d', ['1 a b,c', '4 d']],
    ['continuation between from and name', 'from \\\n a.\\\nb import c', ['1 a.b c']],
    ['one line', 'import a; import b; from c import d', ['1 a', '1 b', '1 c d']],
    ['after a colon', 'if a: import b\nelse: from c import d', ['1 b', '2 c d']],
    ['try and class', 'try: import a\nexcept E: pass\nclass A: import b', ['1 a', '3 b']],
    ['indented', 'def f():\n\tif x:\n\t\timport a', ['3 a']],
    ['after a docstring', '"""import no"""\nimport a', ['2 a']],
    ['after a docstring and a semicolon', '"import no"; import a', ['1 a']],
    ['form feed', '\f\nimport a\n\fimport b', ['2 a', '3 b']],
    [
      'CRLF',
      '# c\r\nfrom a import (\r\n  b,\r\n)\r\nfrom \\\r\n c import d\r\n',
      ['2 a b', '5 c d'],
    ],
    ['CR', '# c\rimport a\rx = "\\\rimport b"\rimport c', ['2 a', '5 c']],
    ['comment ending in a backslash', '# C:\\\nimport a\n# from x \\\nimport b', ['2 a', '4 b']],
    [
      'soft keywords',
      'match = type = case = 1\nimport match, type, case',
      ['2 match', '2 type', '2 case'],
    ],
    ['colons elsewhere', 'x = {a: b}[1:2]; f = lambda: 0\ny: int = 3; import a', ['2 a']],
    ['lazy imports', 'lazy import a\nlazy from .b import c', ['1 a', '2 .b c']],
  ]);
});

describe('what is no import', () => {
  table([
    ['names that contain it', 'important = x.import_ = from_ = reimport = importlib = 1', []],
    ['yield from and raise from', 'yield from x\nraise A from b\nimport c', ['3 c']],
    ['yield over lines', 'x = (yield\nfrom y)\nimport a', ['3 a']],
    ['comment', '# import a\nx = 1  # import b', []],
    ['strings', `a = "import b"; c = 'import d'`, []],
    ['triple quotes', `a = """\nimport b\n"""; c = '''\nimport d\n'''\nimport e`, ['6 e']],
    ['quotes in triple quotes', `a = """ " "" ' \nimport b\n""""`, []],
    ['escaped quotes', `a = "\\"import b"; c = '\\\\'; import d`, ['1 d']],
    ['escaped triple quotes', `a = """\\"""\nimport b\n\\\\"""\nimport c`, ['4 c']],
    ['raw strings', `a = r"\\"; import b"; c = rb'\\' import d'\nimport e`, ['2 e']],
    ['continued string', `a = "\\\nimport b"\r\nimport c`, ['3 c']],
    ['string continued over CRLF', `a = "\\\r\nimport b"\r\nimport c`, ['3 c']],
    ['empty strings', `a = "" ''\nb = """"""\nimport c`, ['3 c']],
    ['keyword against a string', `x = 1 if"a"else"import b"`, []],
  ]);
});

describe('f-strings and t-strings', () => {
  table([
    ['literal', 'f"import a"; rf"import b"; Fr"import c"; t"import d"', []],
    ['own quotes in a field', `x = f"{y["import a"]}"; import b`, ['1 b']],
    ['nested in themselves', `x = f"{f"{f"{1}"}"}"; import a`, ['1 a']],
    ['a comment and newlines in a field', `x = f"{y # " }\n}"\nimport a`, ['3 a']],
    ['doubled braces', `x = f"{{"; y = f"}}"; import a`, ['1 a']],
    ['a quote in the specification', `x = f'{y:"}'; import a`, ['1 a']],
    ['a field in the specification', `x = f"{y:{z["a"]}>{w}}"; import a`, ['1 a']],
    ['braces in brackets', `x = f"{ {1: "}"}[1] }"; import a`, ['1 a']],
    ['conversion', `x = f"{y!r:>10}{y != z}"; import a`, ['1 a']],
    ['a backslash before a brace', `x = f"\\{y["a"]}\\""; import a`, ['1 a']],
    ['a named character', `x = f"\\N{BULLET} {y}"; import a`, ['1 a']],
    ['triple quotes', `x = f"""{y["""import z"""]} " {\n1}"""\nimport a`, ['3 a']],
    ['a call in a field', `x = f"{__import__("a")} import b {import_module('c')}"`, ['1 a', '1 c']],
    ['a call deeper', `x = t"{f"{__import__('a')}"}"`, ['1 a']],
    ['a call in a specification', `x = f"{y:{__import__('a').b}}"`, ['1 a']],
    ['a specification that looks like one', `x = f"{y:__import__('a')}"`, []],
    ['broken: no end of a field', 'x = f"{y"\nimport a', ['2 a']],
    ['broken: later ones are plain', 'x = f"{y"\nz = f"{z}"; import a', ['2 a']],
  ]);
});

describe('calls', () => {
  table([
    ['import_module', 'importlib.import_module("a.b")', ['1 a.b']],
    ['bare and with other quotes', `import_module('a') ; import_module("""b""")`, ['1 a', '1 b']],
    ['builtin', '__import__("a", globals())', ['1 a']],
    ['pytest', 'np = pytest.importorskip("numpy", "1.0")', ['1 numpy']],
    ['over lines', 'import_module(  # why\n  "a"\n  "b",\n)', ['1 ab']],
    ['by keyword', 'import_module(name="a")', ['1 a']],
    ['relative to the package', 'import_module(".x", __package__)', ['1 .x']],
    ['relative to a literal', 'import_module("..x", package="a.b")', ['1 a.x']],
    ['relative to a literal by position', 'import_module(".x", "a.b")', ['1 a.b.x']],
    ['nested', 'import_module("a", import_module("b"))', ['1 a', '1 b']],
    ['raw and unicode', `import_module(r"a"); import_module(u"b")`, ['1 a', '1 b']],
    ['no literal', 'import_module(a); import_module("a" + b); import_module("a".b)', []],
    ['f-string and bytes', `import_module(f"a"); import_module(b"a")`, []],
    ['other names', 'my_import_module("a"); import_modules("a"); __import__x("a")', []],
    ['no module', 'import_module(""); import_module("a b")', []],
    ['in a string', `'import_module("a")'`, []],
  ]);
});

describe('type checking', () => {
  table([
    ['block', 'if TYPE_CHECKING:\n    import a\nimport b', ['2t a', '3 b']],
    ['attribute', 'if typing.TYPE_CHECKING:\n    import a', ['2t a']],
    ['one line', 'if TYPE_CHECKING: import a\nimport b', ['1t a', '2 b']],
    ['parentheses', 'if (TYPE_CHECKING):\n    import a', ['2t a']],
    ['else', 'if TYPE_CHECKING:\n  import a\nelse:\n  import b', ['2t a', '4 b']],
    ['elif', 'if x:\n  import a\nelif TYPE_CHECKING:\n  import b', ['2 a', '4t b']],
    [
      'nested',
      'def f():\n  if TYPE_CHECKING:\n    if x:\n      import a\n  import b',
      ['4t a', '5 b'],
    ],
    ['blank lines and comments', 'if TYPE_CHECKING:\n\n# c\n    import a', ['4t a']],
    ['negated', 'if not TYPE_CHECKING:\n    import a', ['2 a']],
    ['with more', 'if TYPE_CHECKING or x:\n    import a', ['2 a']],
    ['function after it', 'if TYPE_CHECKING:\n  x: int\ndef f():\n  import a', ['4 a']],
    ['header in a string', 'def f():\n  """\nif TYPE_CHECKING:\n  """\n  import a', ['5 a']],
    [
      'imported name',
      'from typing import TYPE_CHECKING\nimport a',
      ['1 typing TYPE_CHECKING', '2 a'],
    ],
  ]);
});

describe('broken files', () => {
  table([
    ['unclosed bracket', 'f(\nimport a\nfrom b import c', ['2 a', '3 b c']],
    ['unclosed string', 'x = "abc\nimport a', ['2 a']],
    ['unclosed triple quotes', 'import a\nx = """\nimport b', ['1 a']],
    ['unclosed import list', 'from a import (b,\n', ['1 a b']],
    ['nothing to import', 'import\nfrom a import\nimport b', ['2 a ', '3 b']],
    ['no module', 'from import a\nimport b', ['2 b']],
    ['null bytes', 'x = "\0"\0\nimport a', ['2 a']],
    ['merge markers', '<<<<<<< HEAD\nimport a\n=======\nimport b\n>>>>>>> x', ['2 a', '4 b']],
    ['Python 2', 'print "x"\nexec "y"\nimport a', ['3 a']],
    ['a row of comment signs', `from a import (b ${'#'.repeat(200)}\n`, ['1 a b']],
  ]);
});

describe('encodings', () => {
  const rows: [name: string, source: Uint8Array | string, expected: string[]][] = [
    ['byte order mark', Buffer.from('\ufeffimport a'), ['1 a']],
    ['byte order mark in text', '\ufeffimport a', ['1 a']],
    ['UTF-8 names, NFKC-normalised', Buffer.from('import ﬁnance, größe'), ['1 finance', '1 größe']],
    ['names in text', 'import ﬁnance, größe', ['1 finance', '1 größe']],
    ['a literal is not normalised', Buffer.from('import_module("größe.ﬁ")'), ['1 größe.ﬁ']],
    ['Latin-1 without a cookie', Buffer.from('# gr\xf6\xdfe\nimport a', 'latin1'), ['2 a']],
    ['Latin-1', Buffer.from('# coding: latin-1\nimport \xe4b', 'latin1'), ['2 äb']],
    [
      'cookie in line two',
      Buffer.from('#!x\n# vim: fileencoding=cp1252\nimport \xe4', 'latin1'),
      ['3 ä'],
    ],
    ['cookie in line three', Buffer.from('\n\n# coding: latin-1\nimport ä'), ['4 ä']],
    ['cookie behind code', Buffer.from('x = 1\n# coding: latin-1\nimport ä'), ['3 ä']],
    ['unknown cookie', Buffer.from('# coding: klingon\nimport a'), ['2 a']],
    [
      'a backslash byte inside a Shift JIS character',
      Buffer.concat([
        Buffer.from('# coding: shift_jis\nx = "'),
        Buffer.from([0x95, 0x5c]),
        Buffer.from('"\nimport a'),
      ]),
      ['3 a'],
    ],
  ];
  it.each(rows)('%s', (_name, source, expected) => {
    expect(scanned(source)).toEqual(expected);
  });
});

describe('time', () => {
  const size = 200_000;
  it.each([
    ['imports on one line', 'import a;'.repeat(size / 10)],
    ['a row of keywords', 'import '.repeat(size / 10)],
    ['one long word', 'import'.repeat(size / 10)],
    ['open f-strings', 'f"{'.repeat(size)],
    ['open specifications', `f"${'{a:'.repeat(size)}\nimport x`],
    ['broken f-strings', 'f"{\n'.repeat(size / 10)],
    ['backslashes', `"""${'\\'.repeat(size)}"""\nimport x`],
    ['hashes', `from a import (${'#'.repeat(size)}`],
    ['calls without an end', 'import_module('.repeat(size / 10)],
  ])('%s takes linear time', (_name, text) => {
    const start = performance.now();
    scanImports(`${text}\nimport z`);
    expect(performance.now() - start).toBeLessThan(3000);
  });
});
