import { formatError } from '../../errors.js';
import type { PythonGraph } from '../../workspace/python-graph.js';
import { addCommands, environmentLines, firstStep } from './environments.js';
import { projectTable } from './project-table.js';
import {
  formatLines,
  looseTestLines,
  nothingFound,
  passedOverLines,
  scriptLines,
} from './remarks.js';

/** What init looks at beside the graph. */
export interface Repository {
  /** Its files, as far as Python tools have to do with them. */
  files: readonly string[];
  /** Whether there is a file, relative to the root, ignored or not. */
  exists(file: string): boolean;
  /** The text of a file. */
  read(file: string): string | null;
  /** How Nx is called here, such as `npx nx` or `./nx`. */
  nx: string;
}

/** A block with an empty line behind it; nothing where it has no lines. */
const block = (lines: readonly string[]) => (lines.length > 0 ? [...lines, ''] : []);

/** What init tells people about their repository. */
export function initReport(graph: PythonGraph, repository: Repository): string {
  const { projects, broken } = graph.workspace;
  const { files, exists, read, nx } = repository;
  const passedOver = passedOverLines(graph);
  if (projects.length === 0 && broken.length === 0)
    return [...block(passedOver), ...nothingFound(files, nx)].join('\n');
  const environments = [...new Set(projects.map(({ environment }) => environment))].sort();
  const commands = addCommands(environments, graph);
  const first = firstStep(environments, graph, exists);
  const run = `${nx} run-many -t signal`;
  return [
    `Found ${projects.length === 1 ? 'one Python project' : `${projects.length} Python projects`}:`,
    '',
    ...block(projectTable(projects).map((line) => `  ${line}`)),
    ...block(environmentLines(environments, graph)),
    ...block(passedOver),
    ...block(looseTestLines(graph, files)),
    ...block(scriptLines(graph, read)),
    ...block(formatLines(graph)),
    ...broken.flatMap(({ error }) => [formatError(error), '']),
    ...block(commands.length > 0 ? ['Missing for the full signal:', ...commands] : []),
    `Next: ${first === undefined ? run : `${first}, then ${run}`}`,
  ].join('\n');
}
