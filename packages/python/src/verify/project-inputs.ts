import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NxJsonConfiguration } from '@nx/devkit';
import { registeredOptions } from '../options/registered-options.js';
import { joinPath } from '../paths.js';
import { asTable, type Pyproject, parsePyproject } from '../toml/pyproject.js';
import type { Declaration, DeclaredInput } from './declaration.js';

/** Reads the pyproject.toml of a project as it is now; an empty one where setup.cfg or setup.py is all there is. */
export function readPyproject(workspaceRoot: string, directory: string): Pyproject {
  const file = joinPath(directory, 'pyproject.toml');
  const path = join(workspaceRoot, file);
  return parsePyproject(file, existsSync(path) ? readFileSync(path, 'utf8') : '');
}

function ownList({ data }: Pyproject, kind: string, key: 'inputs' | 'env'): unknown[] | undefined {
  const keys = ['tool', 'nx-signal', 'targets', kind];
  const value = keys.reduce((table, key) => asTable(table[key]), data)[key];
  return Array.isArray(value) ? value : undefined;
}

/** The inputs that a project sets for a target; undefined when it sets none. */
export function ownInputs(pyproject: Pyproject, kind: string): DeclaredInput[] | undefined {
  return ownList(pyproject, kind, 'inputs') as DeclaredInput[] | undefined;
}

/** What is declared for a target: by its project, or else for all projects in nx.json. */
export function declarationOf(
  pyproject: Pyproject,
  kind: string,
  shared: Partial<Declaration>,
): Declaration {
  const inputs = ownInputs(pyproject, kind);
  const env = ownList(pyproject, kind, 'env') as string[] | undefined;
  return { inputs: inputs ?? shared.inputs ?? [], env: env ?? shared.env ?? [] };
}

/** What the plugin's options in nx.json declare for a target of all projects. */
export function sharedDeclaration(
  nxJson: Pick<NxJsonConfiguration, 'plugins'>,
  kind: string,
): Declaration {
  const options = asTable(registeredOptions(nxJson));
  const target = asTable(asTable(options['targets'])[kind]);
  const list = <Item>(value: unknown) => (Array.isArray(value) ? (value as Item[]) : []);
  return { inputs: list<DeclaredInput>(target['inputs']), env: list<string>(target['env']) };
}
