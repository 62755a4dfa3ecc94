import fc from 'fast-check';
import { parse } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { errorOf } from '../testing/error-of.js';
import { addToList, setToml } from './edit-toml.js';

const text = `# The root.
[tool.uv.workspace]
members = ["libs/*"] # all of them

[dependency-groups]
# Tools.
dev = [
    "mypy>=2.4", # types
    "ruff>=0.17",
]

[tool.ruff]
line-length = 100
`;

describe('editing TOML', () => {
  it('adds to a list on one line', () => {
    const edited = addToList('x', text, ['tool', 'uv', 'workspace', 'members'], ['apps/api']);
    expect(edited).toBe(text.replace('["libs/*"]', '["libs/*", "apps/api"]'));
  });

  it('adds to a list on many lines, comments included', () => {
    const edited = addToList('x', text, ['dependency-groups', 'dev'], ['pytest>=9', 'ruff>=0.17']);
    expect(edited).toBe(
      text.replace('    "ruff>=0.17",\n', '    "ruff>=0.17",\n    "pytest>=9",\n'),
    );
  });

  it('takes from a list', () => {
    const edited = setToml('x', text, ['dependency-groups', 'dev'], ['mypy>=2.4']);
    expect(edited).toBe(text.replace('    "ruff>=0.17",\n', ''));
  });

  it('puts a key at the end of its table', () => {
    const edited = setToml('x', text, ['tool', 'uv', 'workspace', 'exclude'], ['libs/old']);
    expect(edited).toBe(text.replace('# all of them\n', '# all of them\nexclude = ["libs/old"]\n'));
  });

  it('puts a table that is not there at the end of the file', () => {
    const edited = setToml('x', text, ['tool', 'uv', 'sources', 'models'], { workspace: true });
    expect(edited).toBe(`${text}\n[tool.uv.sources]\nmodels = { workspace = true }\n`);
  });

  it('removes a key with its line', () => {
    const edited = setToml('x', text, ['tool', 'ruff', 'line-length'], undefined);
    expect(edited).toBe(text.replace('line-length = 100\n', ''));
  });

  it('keeps the ends of lines', () => {
    const windows = text.replaceAll('\n', '\r\n');
    const edited = setToml('x', windows, ['tool', 'mypy', 'strict'], true);
    expect(edited).toBe(`${windows}\r\n[tool.mypy]\r\nstrict = true\r\n`);
  });

  it('leaves a text alone that says so already', () => {
    expect(setToml('x', text, ['tool', 'ruff', 'line-length'], 100)).toBe(text);
  });

  it('says which edit to make yourself when it cannot keep the rest', () => {
    const error = errorOf(() =>
      setToml('a.toml', 'tool = "x"\n', ['tool', 'ruff', 'src'], ['src']),
    );
    expect(error).toMatchObject({ code: 'TOML_NOT_EDITABLE', place: { file: 'a.toml' } });
    expect(error.hint).toContain('set it to ["src"] yourself');
  });

  it('changes nothing but the value, whatever the value', () => {
    const value = fc.oneof(fc.string(), fc.boolean(), fc.array(fc.string(), { maxLength: 4 }));
    const keys = fc.constantFrom(
      ['tool', 'ruff', 'line-length'],
      ['tool', 'ruff', 'new'],
      ['tool', 'new', 'key'],
      ['dependency-groups', 'dev'],
    );
    fc.assert(
      fc.property(keys, value, (path, wanted) => {
        const edited = setToml('x', text, path, wanted);
        expect(edited.startsWith('# The root.\n')).toBe(true);
        expect(edited).toContain('# all of them');
        const [outer, inner, key] = [path[0] ?? '', path.at(-2) ?? '', path.at(-1) ?? ''];
        const parsed = JSON.parse(JSON.stringify(parse(edited)));
        const table = path.length === 2 ? parsed[outer] : parsed[outer][inner];
        expect(table[key]).toEqual(wanted);
      }),
    );
  });
});
