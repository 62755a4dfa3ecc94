import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isOnPath } from './harness/programs.js';
import { createPythonWorkspace } from './harness/python-workspace.js';
import type { Workspace } from './harness/workspace.js';

const extension = `use pyo3::prelude::*;

#[pyfunction]
fn answer() -> i64 {
    answers::ANSWER
}

#[pymodule]
fn fast(m: &Bound<'_, PyModule>) -> PyResult<()> {
    m.add_function(wrap_pyfunction!(answer, m)?)
}
`;

/** A Rust extension, and beside it a crate that it takes by its path and that is no Python project. */
const files = {
  'crates/answers/Cargo.toml': '[package]\nname = "answers"\nversion = "0.1.0"\nedition = "2021"\n',
  'crates/answers/src/lib.rs': 'pub const ANSWER: i64 = 42;\n',
  'libs/fast/pyproject.toml':
    '[project]\nname = "fast"\nversion = "0.1.0"\nrequires-python = ">=3.11"\n\n[build-system]\nrequires = ["maturin>=1.7,<2"]\nbuild-backend = "maturin"\n',
  'libs/fast/Cargo.toml': [
    '[package]\nname = "fast"\nversion = "0.1.0"\nedition = "2021"\n',
    '[lib]\nname = "fast"\ncrate-type = ["cdylib"]\n',
    '[dependencies]\npyo3 = { version = "0.23", features = ["extension-module"] }\nanswers = { path = "../../crates/answers" }\n',
  ].join('\n'),
  'libs/fast/src/lib.rs': extension,
  'libs/fast/tests/unit/test_fast.py':
    'import fast\n\n\ndef test_answer() -> None:\n    assert fast.answer() == 42\n',
};

describe.skipIf(!isOnPath('cargo'))('a crate beside a Rust extension', () => {
  let workspace: Workspace;
  beforeAll(async () => {
    workspace = await createPythonWorkspace({ projects: { other: {} }, files, fresh: true });
    // The first build would write it, and that is another input.
    await workspace.run('cargo', ['generate-lockfile', '--manifest-path', 'libs/fast/Cargo.toml']);
    await workspace.commit('lock of the crate');
  });
  afterAll(() => workspace.dispose());

  const test = () => workspace.nx(['run', 'fast:test:unit']);

  it('is in the hash of its tests, and an edit of it compiles them anew', async () => {
    const first = await test();
    expect(first.tasks, first.output).toEqual({ 'fast:test:unit': 'ran' });
    expect((await test()).tasks).toEqual({ 'fast:test:unit': 'cached' });
    workspace.write('crates/answers/src/lib.rs', 'pub const ANSWER: i64 = 43;\n');
    const second = await test();
    expect(second.tasks, second.output).toEqual({ 'fast:test:unit': 'failed' });
    expect(second.output).toContain('assert 43 == 42');
  });

  it('selects the extension', async () => {
    const { output } = await workspace.nx(['show', 'projects', '--affected', '--base=HEAD']);
    expect(output).toContain('fast');
  });
});
