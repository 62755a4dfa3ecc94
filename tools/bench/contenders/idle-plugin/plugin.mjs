import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The graph that another plugin inferred, as `idle.mjs` wrote it. */
function recorded(workspaceRoot) {
  return JSON.parse(readFileSync(join(workspaceRoot, '.idle-graph.json'), 'utf8'));
}

export const name = 'bench-idle-plugin';

export const createNodes = [
  '**/{pyproject.toml,uv.lock}',
  (files, _options, { workspaceRoot }) => {
    const { projects, externalNodes } = recorded(workspaceRoot);
    return [[files[0], { projects, externalNodes }]];
  },
];

export const createDependencies = (_options, { workspaceRoot }) =>
  recorded(workspaceRoot).dependencies;
