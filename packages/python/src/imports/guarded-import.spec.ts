import { expect, it } from 'vitest';
import { isGuardedImport } from './guarded-import.js';

const rows: [title: string, text: string, line: number, guarded: boolean][] = [
  ['at the top', 'import idna\n', 1, false],
  ['in a function', 'def f():\n    import idna\n', 2, false],
  ['in try', 'try:\n    import idna\nexcept ImportError:\n    idna = None\n', 2, true],
  ['in except', 'try:\n    import a\nexcept ImportError:\n    import b\n', 4, true],
  ['behind try', 'try:\n    import a\nexcept ImportError:\n    a = 0\nimport b\n', 5, false],
  ['deep in try', 'def f():\n    try:\n        if x:\n            import idna\n', 4, true],
  ['in a function below', 'try:\n    pass\nfinally:\n    pass\ndef f():\n    import b\n', 6, false],
  ['by version', 'if sys.version_info < (3, 11):\n    import tomli\n', 2, true],
  ['by a setting', 'if DEBUG:\n    import idna\n', 2, false],
  ['suppressed', 'with suppress(ImportError):\n    import idna\n', 2, true],
  ['with comments between', 'try:\n\n# why\n    import idna\n', 4, true],
  ['importorskip', 'idna = pytest.importorskip("idna")\n', 1, true],
];

it.each(rows)('%s', (_title, text, line, guarded) => {
  expect(isGuardedImport(text, line)).toBe(guarded);
});
