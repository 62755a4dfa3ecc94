import { describe, expect, it } from 'vitest';
import { factsOf, type Texts } from '../testing/workspace.js';

const crate = (text = '') => `[package]\nname = "x"\n${text}`;
const project = '[project]\nname = "p"\n[build-system]\nbuild-backend = "maturin"\n';
const settings = ['.cargo/config', '.cargo/config.toml', 'rust-toolchain', 'rust-toolchain.toml'];
/** Settings of cargo in some folders. */
const around = (...folders: string[]) =>
  folders.flatMap((folder) => settings.map((name) => `${folder}${name}`));

const cratesOf = (texts: Texts) => factsOf({ 'py/pyproject.toml': project, ...texts }, 'py').crates;

describe('what a project with crates is compiled from beside its folder', () => {
  it.each<[title: string, texts: Texts, globs: string[]]>([
    ['nothing without a crate', { 'core/Cargo.toml': crate() }, []],
    ['settings above', { 'py/Cargo.toml': crate() }, around('')],
    [
      'crates by their paths, and what these ask for',
      {
        'py/Cargo.toml': crate('[dependencies]\ncore = { path = "../core" }\nserde = "1"\n'),
        'core/Cargo.toml': crate('[build-dependencies.made]\npath = "../made"\n'),
        'made/Cargo.toml': crate('[dev-dependencies]\nother = { path = "../other" }\n'),
      },
      [...around('', 'core/', 'made/'), 'core/**/*', 'made/**/*'],
    ],
    [
      'of a platform',
      { 'py/Cargo.toml': crate("[target.'cfg(unix)'.dependencies.core]\npath = '../core'\n") },
      [...around('', 'core/'), 'core/**/*'],
    ],
    [
      'what the workspace has for it',
      {
        'Cargo.toml': '[workspace]\n[workspace.dependencies]\ncore = { path = "libs/core" }\n',
        'py/Cargo.toml': crate('[dependencies]\ncore = { workspace = true }\n'),
      },
      [...around('', 'libs/', 'libs/core/'), 'Cargo.lock', 'Cargo.toml', 'libs/core/**/*'],
    ],
    [
      'a crate around it, by the names that cargo knows',
      { 'py/Cargo.toml': crate('[dependencies.all]\npath = ".."\n') },
      [...around(''), 'Cargo.toml', 'build.rs', 'src/**/*'],
    ],
    [
      'one that maturin is told of',
      { 'py/pyproject.toml': `${project}[tool.maturin]\nmanifest-path = "../rust/Cargo.toml"\n` },
      [...around('', 'rust/'), 'rust/**/*'],
    ],
    ['a manifest that is broken', { 'py/Cargo.toml': '[dependencies' }, around('')],
  ])('%s', (_title, texts, globs) => {
    expect(cratesOf(texts)).toEqual([...globs].sort());
  });
});
