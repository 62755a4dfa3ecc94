import { formatPlace, SignalError } from '../errors.js';
import { programs } from '../options/names.js';
import { joinPath } from '../paths.js';
import { type AddRequest, addCommand } from './add-command.js';
import { declarationLines } from './declaration.js';
import type { NotedPackage } from './lists.js';

/** Imports of what is outside the closure of a task, with what is needed to speak about them. */
export interface UndeclaredPackages {
  /** Nx's id of the task. */
  task: string;
  project: string;
  /** The target's kind, its key in `[tool.nx-signal.targets]`. */
  kind: string;
  packages: readonly NotedPackage[];
  /** Who has to declare a distribution, by the file that imports it. */
  requestFor: (noted: NotedPackage) => Omit<AddRequest, 'distribution'>;
}

function useOf({ module, file, line }: NotedPackage): string {
  const where = file === undefined ? 'pytest loads' : formatPlace({ file, line });
  return `${where}${file === undefined ? '' : ' imports'} ${module}`;
}

function unique(lines: readonly string[]): string[] {
  return [...new Set(lines)].sort();
}

const hasNoPart = new Set<string>(programs);

/** Tests do without programs, although they stand in a group of theirs; one that they use is an input. */
function programInput({ distribution, directory, environment }: AddRequest, kind: string): string {
  const scope = environment === '.' ? '' : ` (${environment})`;
  const input = { externalDependencies: [`pypi:${distribution}${scope}`] };
  const lines = declarationLines(kind, { inputs: [input], env: [] }).map((line) => `    ${line}`);
  return [`  in ${joinPath(directory, 'pyproject.toml')}`, ...lines].join('\n');
}

/** A command for each; what the product needs is there for its tests, too. */
function remediesFor(requests: readonly AddRequest[], kind: string): string[] {
  const isShipped = ({ distribution, directory }: AddRequest) =>
    requests.some(
      (one) =>
        one.distribution === distribution && one.directory === directory && one.group === undefined,
    );
  const needed = requests.filter((one) => one.group === undefined || !isShipped(one));
  return unique(
    needed.map((request) =>
      hasNoPart.has(request.distribution)
        ? programInput(request, kind)
        : `  ${addCommand(request)}`,
    ),
  );
}

/** The error about imports of distributions that are installed for other projects only. */
export function undeclaredPackagesError({
  task,
  project,
  kind,
  packages,
  requestFor,
}: UndeclaredPackages): SignalError {
  const names = unique(packages.map(({ distribution }) => distribution));
  const what = names.length === 1 ? 'a distribution' : `${names.length} distributions`;
  const usesOf = (name: string) =>
    unique(packages.filter((one) => one.distribution === name).map((one) => `    ${useOf(one)}`));
  const requests = packages.map((noted) => ({
    ...requestFor(noted),
    distribution: noted.distribution,
  }));
  return new SignalError({
    code: 'PACKAGE_UNDECLARED',
    message: [
      `${task} needs ${what} outside the dependencies of ${project}:`,
      ...names.flatMap((name) => [`  ${name}`, ...usesOf(name)]),
    ].join('\n'),
    hint: ['declare the imported packages:', ...remediesFor(requests, kind)].join('\n'),
  });
}

/** How pytest says that it lacks what a plugin would have brought: a fixture, an option, a marker, a loop. */
const lacksPlugin =
  /fixture '[^']+' not found|error: unrecognized arguments|not found in `markers` configuration|async def functions are not natively supported/;

/**
 * The error about plugins that are installed for other projects, where a run may have failed for want
 * of one; undefined where nothing says so.
 */
export function hiddenPluginsError(
  task: string,
  plugins: readonly string[],
  output: string,
  request: Omit<AddRequest, 'distribution'>,
): SignalError | undefined {
  if (plugins.length === 0 || !lacksPlugin.test(output)) return undefined;
  return new SignalError({
    code: 'PACKAGE_UNDECLARED',
    message: `${task} needs a pytest plugin that it does not declare. These are installed for other projects only: ${plugins.join(', ')}.`,
    hint: `declare the right one, for example with \`${addCommand({ ...request, distribution: plugins[0] ?? '' })}\`.`,
  });
}
