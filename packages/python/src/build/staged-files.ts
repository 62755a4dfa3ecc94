import type { ExecutorContext, ProjectConfiguration, TargetConfiguration } from '@nx/devkit';
import { globMatcher, listWorkspaceFiles } from '../nx-internal.js';
import { gitFiles } from '../process/git-files.js';
import { filesOfProject, type GlobMatcher, globFromRoot } from '../project-files.js';

/** The part of Nx's context that a build needs. */
export type BuildContext = Pick<ExecutorContext, 'root' | 'projectsConfigurations'>;

/** The named input with all that the build of a project may read. */
const buildInput = 'pyBuild';

type Input = NonNullable<TargetConfiguration['inputs']>[number];

/** Globs among inputs, those of named inputs of the project included. */
function globsIn(inputs: readonly Input[], project: ProjectConfiguration): string[] {
  return inputs.flatMap((input): string[] => {
    if (typeof input !== 'string') return 'fileset' in input ? [input.fileset] : [];
    if (input.startsWith('{') || input.startsWith('!')) return [input];
    const named = input === buildInput ? undefined : project.namedInputs?.[input];
    return named ? globsIn(named as Input[], project) : [];
  });
}

/** Globs of files that count although git ignores them. */
function ignoredGlobs(inputs: readonly Input[]): string[] {
  return inputs.flatMap((input) =>
    typeof input === 'object' && 'fileset' in input && 'includeIgnored' in input
      ? [input.fileset]
      : [],
  );
}

/** The folder that all matches of a glob are in. */
function folderOf(glob: string): string {
  const [plain = ''] = /^[^*?[\]{}()!]*/.exec(glob) ?? [];
  return glob === plain ? glob : plain.slice(0, plain.lastIndexOf('/') + 1) || '.';
}

async function ignoredFiles(
  root: string,
  globs: readonly string[],
  match: GlobMatcher,
): Promise<string[]> {
  const found = await Promise.all(
    globs.map(async (glob) => {
      const files = await gitFiles(root, ['--others', '--ignored', '--', folderOf(glob)]);
      const matched = match([glob], files ?? []);
      return (files ?? []).filter((_, index) => matched[index]);
    }),
  );
  return found.flat();
}

/**
 * The files that a build sees, relative to the workspace root: those that its hash is made of, and no others.
 *
 * @param required - folders of the projects whose files it reads, too
 */
export async function stagedFiles(
  name: string,
  target: string,
  required: readonly string[],
  { root, projectsConfigurations }: BuildContext,
): Promise<string[]> {
  const all = projectsConfigurations?.projects ?? {};
  const project = all[name] ?? { root: '.' };
  const roots = Object.values(all).map((other) => other.root);
  const files = await listWorkspaceFiles(root, ['**/*']);
  const match = await globMatcher();
  const projects = Object.values(all).filter((other) => required.includes(other.root));
  const own = [project, ...projects].flatMap((other) =>
    filesOfProject(other, buildInput, roots, files, match),
  );
  const inputs = project.targets?.[target]?.inputs ?? [];
  const globs = globsIn(inputs, project).map((glob) => globFromRoot(glob, project.root));
  const declared = globs.length > 0 ? match(globs, files) : [];
  const ignored = [project, ...projects].flatMap((other) =>
    ignoredGlobs((other.namedInputs?.[buildInput] ?? []) as Input[]).map((glob) =>
      globFromRoot(glob, other.root),
    ),
  );
  const named = ignoredGlobs(inputs).map((glob) => globFromRoot(glob, project.root));
  const chosen = new Set([
    ...own,
    ...files.filter((_, index) => declared[index]),
    ...(await ignoredFiles(root, [...ignored, ...named], match)),
  ]);
  return [...chosen].sort();
}
