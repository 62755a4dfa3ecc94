import type { Tree } from '@nx/devkit';
import { programCommand } from '../program-command.js';

const file = 'AGENTS.md';
const start = '<!-- nx-signal: start, written by its generators; edit outside of it -->';
const end = '<!-- nx-signal: end -->';

/** How the programs of a workspace are called, and where its packages are. */
export interface AgentsFacts {
  nx: string;
  signal: string;
  /** The folder of installed packages, from the root. */
  modules: string;
}

function factsOf(tree: Tree): AgentsFacts {
  const has = (name: string) => tree.exists(name);
  const isWrapped = has('.nx/nxw.js') && !has('package.json');
  return {
    nx: programCommand('nx', has),
    signal: programCommand('nx-signal', has),
    // Nx's wrapper keeps what it has installed to itself.
    modules: isWrapped ? '.nx/installation/node_modules' : 'node_modules',
  };
}

/** What somebody who has not seen the workspace must know to check a change. */
function block({ nx, signal, modules }: AgentsFacts): string {
  const docs = `${modules}/@nx-signal/python/docs`;
  return `${start}
## Checks of the Python projects

Three commands check a change completely. Run them in the root of the workspace:

\`\`\`sh
${nx} affected -t signal      # lint, types, unit tests and audit of everything the change can reach
${nx} affected -t confidence  # its integration tests
${`${signal} report`.padEnd(`${nx} affected -t signal`.length)}      # the failures of the last run, and the command that runs exactly these again
\`\`\`

- Exit code 0: everything is green. 1: something failed or could not run; \`report\` says which.
- \`${signal} report --json\` updates \`dist/reports/signal.json\` and prints it: verdict, tasks, findings with file and line. A run that
  replays everything does not write that file by itself.
- A replayed result is as good as a new one; do not use \`--skip-nx-cache\`.
- \`${nx} fix PROJECT\` fixes what ruff can fix. Arguments after a target go to its tool: \`${nx} test:unit PROJECT -- -k NAME\`.
- Dependencies: \`${nx} g @nx-signal/python:add-dependency PROJECT REQUIREMENT\`. New projects: \`library\`, \`service\`, \`worker\`, \`extension\`.
- Guides: \`${docs}/guides/everyday.md\`; every error code: \`${docs}/reference/errors.md\`.
${end}
`;
}

/** The text with the block of this plugin, whose place is kept; what others have written stays as it is. */
export function withAgentsBlock(text: string, facts: AgentsFacts): string {
  const from = text.indexOf(start);
  const to = text.indexOf(end, from);
  const own = block(facts);
  if (from >= 0 && to >= 0) {
    const rest = text.slice(to + end.length).replace(/^\r?\n/, '');
    return text.slice(0, from) + own + rest;
  }
  if (text.trim() === '') return own;
  return `${text.replace(/\n*$/, '')}\n\n${own}`;
}

/** Brings the block in AGENTS.md up to date. Returns what was done, if anything. */
export function writeAgents(tree: Tree): 'made' | 'changed' | undefined {
  const text = tree.read(file, 'utf8');
  const written = withAgentsBlock(text ?? '', factsOf(tree));
  if (written === text) return undefined;
  tree.write(file, written);
  return text === null ? 'made' : 'changed';
}
