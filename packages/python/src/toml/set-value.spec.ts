import fc from 'fast-check';
import { parse, stringify } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { appendToList, setValue } from './edit-toml.js';

const dependencies = ['project', 'dependencies'];
const source = ['tool', 'uv', 'sources', 'core'];
const workspace = { workspace: true };

describe('appends to a list', () => {
  it.each<[string, string, string]>([
    [
      'in one line',
      '[project]\ndependencies = [ "a" ] # why\n',
      '[project]\ndependencies = [ "a", "core" ] # why\n',
    ],
    ['that is empty', '[project]\ndependencies = []\n', '[project]\ndependencies = ["core"]\n'],
    [
      'in many lines, comments kept',
      '[project]\ndependencies = [\n    # web\n    "a", # one\n]\n',
      '[project]\ndependencies = [\n    # web\n    "a", # one\n    "core",\n]\n',
    ],
    [
      'with line breaks of Windows',
      '[project]\r\ndependencies = [\r\n  "a",\r\n]\r\n',
      '[project]\r\ndependencies = [\r\n  "a",\r\n  "core",\r\n]\r\n',
    ],
    [
      'that is missing from its table',
      '[project] # ours\nname = "x"\n\n# Tools.\n[tool.ruff]\nline-length = 100\n',
      '[project] # ours\nname = "x"\ndependencies = ["core"]\n\n# Tools.\n[tool.ruff]\nline-length = 100\n',
    ],
    ['whose table is missing', '[tool]\n', '[tool]\n\n[project]\ndependencies = ["core"]\n'],
    [
      'that has it already',
      '[project]\ndependencies = ["core"] # x\n',
      '[project]\ndependencies = ["core"] # x\n',
    ],
  ])('%s', (_title, before, after) => {
    expect(appendToList(before, dependencies, ['core'])).toBe(after);
  });

  it('and not to what is no list', () => {
    expect(appendToList('[project]\ndependencies = "a"\n', dependencies, ['core'])).toBeUndefined();
  });
});

describe('sets a value', () => {
  it.each<[string, string, string]>([
    [
      'behind the last of its table, not behind remarks about the next',
      '[tool.uv.sources]\n# siblings\nb = { workspace = true } # why\n\n# Ruff.\n[tool.ruff]\n',
      '[tool.uv.sources]\n# siblings\nb = { workspace = true } # why\ncore = { workspace = true }\n\n# Ruff.\n[tool.ruff]\n',
    ],
    [
      'in an inline table',
      '[tool.uv]\nsources = { b = { workspace = true } } # why\n',
      '[tool.uv]\nsources = { b = { workspace = true }, core = { workspace = true } } # why\n',
    ],
    [
      'in a file whose last line has no break',
      '[project]\nname = "x"',
      '[project]\nname = "x"\n\n[tool.uv.sources]\ncore = { workspace = true }\n',
    ],
    ['in an empty file', '', '[tool.uv.sources]\ncore = { workspace = true }\n'],
    [
      'in an empty table at the end',
      '[tool.uv.sources]\n',
      '[tool.uv.sources]\ncore = { workspace = true }\n',
    ],
  ])('%s', (_title, before, after) => {
    expect(setValue(before, source, workspace)).toBe(after);
  });

  it('or gives up rather than change more', () => {
    expect(setValue('[tool]\nuv = 1\n', source, workspace)).toBeUndefined();
  });
});

describe('any edit', () => {
  const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/);
  const table = fc.dictionary(
    name,
    fc.oneof(fc.string(), fc.array(fc.string(), { maxLength: 3 })),
    {
      noNullPrototype: false,
    },
  );
  const document = fc.record({
    project: table,
    tool: fc.record({ uv: fc.record({ sources: table }) }),
  });

  it('changes one value and keeps every remark', () => {
    fc.assert(
      fc.property(document, name, (data, key) => {
        const text = `# First.\n${stringify(data)}# Last.\n`;
        const edited = setValue(text, ['tool', 'uv', 'sources', key], workspace);
        if (edited === undefined) return;
        expect(parse(edited)).toEqual({
          project: data.project,
          tool: { uv: { sources: { ...data.tool.uv.sources, [key]: workspace } } },
        });
        expect(edited).toContain('# First.\n');
        expect(edited).toContain('# Last.\n');
        expect(setValue(edited, ['tool', 'uv', 'sources', key], workspace)).toBe(edited);
      }),
    );
  });
});
