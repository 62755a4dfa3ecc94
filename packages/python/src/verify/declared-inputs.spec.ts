import { expect, it } from 'vitest';
import { setValue } from '../toml/edit-toml.js';
import { type DeclaredInput, declarationKeys } from './declaration.js';

const editInputs = (text: string, kind: string, inputs: DeclaredInput[]) =>
  setValue(text, [...declarationKeys(kind), 'inputs'], inputs);

const table = '[tool.nx-signal.targets."test:unit"]\n';

it.each<[string, string, string]>([
  ['an empty file', '', `${table}inputs = ["a", "b"]\n`],
  [
    'a file without options',
    '[project] # ours\nname = "x"\n',
    `[project] # ours\nname = "x"\n\n${table}inputs = ["a", "b"]\n`,
  ],
  [
    'a file without a last line break',
    '[project]\nname = "x"',
    `[project]\nname = "x"\n\n${table}inputs = ["a", "b"]\n`,
  ],
  [
    'line breaks of Windows',
    '[project]\r\nname = "x"\r\n',
    `[project]\r\nname = "x"\r\n\r\n${table.trimEnd()}\r\ninputs = ["a", "b"]\r\n`,
  ],
  [
    'options of another target',
    '[tool.nx-signal.targets]\nlint.args = ["x"]\n',
    `[tool.nx-signal.targets]\nlint.args = ["x"]\n\n${table}inputs = ["a", "b"]\n`,
  ],
  [
    'inputs in one line',
    `${table}inputs = [ 'a' ]  # why\ntimeout = 5\n\n[z]\nd = 1979-05-27\n`,
    `${table}inputs = [ 'a', "b" ]  # why\ntimeout = 5\n\n[z]\nd = 1979-05-27\n`,
  ],
  [
    'inputs in many lines, with comments',
    `${table}inputs = [ # why\n  # first\n  "a", # one\n]\n`,
    `${table}inputs = [ # why\n  # first\n  "a", # one\n  "b",\n]\n`,
  ],
  [
    'a table without inputs',
    `${table}timeout = 5 # s\n\n[z]\n`,
    `${table}timeout = 5 # s\ninputs = ["a", "b"]\n\n[z]\n`,
  ],
  [
    'dotted keys',
    '[tool.nx-signal.targets]\n"test:unit".timeout = 5\n',
    '[tool.nx-signal.targets]\n"test:unit".timeout = 5\n"test:unit".inputs = [ "a", "b" ]\n',
  ],
  [
    'an inline table',
    '[tool.nx-signal]\ntargets = { lint = {} }\n',
    '[tool.nx-signal]\ntargets = { lint = {}, "test:unit" = { inputs = [ "a", "b" ] } }\n',
  ],
])('edits %s', (_, before, after) => {
  expect(editInputs(before, 'test:unit', ['a', 'b'])).toBe(after);
});

it('changes nothing when nothing is new', () => {
  const text = `${table}inputs = ["a", { env = "B" }] # both\n`;
  expect(editInputs(text, 'test:unit', ['a', { env: 'B' }])).toBe(text);
});

it('gives up rather than change more', () => {
  expect(editInputs('[tool]\nnx-signal = 1\n', 'test:unit', ['a'])).toBeUndefined();
});
