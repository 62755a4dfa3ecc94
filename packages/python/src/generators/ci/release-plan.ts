import type { NxJsonConfiguration } from '@nx/devkit';
import { escapePattern } from '../../escape-pattern.js';

/** What a pipeline publishes, and when. */
export interface ReleasePlan {
  /** Nx's patterns of the tags that it makes, such as `v{version}`. */
  tags: readonly string[];
  /** What `nx.json` names as released, in the form of `--projects`; undefined where it names nothing. */
  projects: string | undefined;
  /** Name of the target that builds. */
  build: string;
  /** Whom identity tokens are for: as the index says it, where that is known. */
  audience: string | undefined;
}

type Release = NonNullable<NxJsonConfiguration['release']>;
/** Nx 24 has `releaseTag.pattern`, Nx 23 also the older name. */
type Tagged = { releaseTag?: { pattern?: string }; releaseTagPattern?: string };

const patternOf = ({ releaseTag, releaseTagPattern }: Tagged) =>
  releaseTag?.pattern ?? releaseTagPattern;

function defaultPattern(relationship: string | undefined): string {
  return relationship === 'independent' ? '{projectName}@{version}' : 'v{version}';
}

/** Patterns of the tags that `nx release` makes, by what nx.json says of them. */
export function tagPatterns(release: Release | undefined): string[] {
  const { projectsRelationship, groups = {} } = release ?? {};
  const own = patternOf((release ?? {}) as Tagged);
  const usual = own ?? defaultPattern(projectsRelationship);
  const ofGroups = Object.entries(groups).map(([name, group]) => {
    const { projectsRelationship: ofGroup = projectsRelationship } = group;
    const pattern = patternOf(group as Tagged) ?? own ?? defaultPattern(ofGroup);
    return pattern.replaceAll('{releaseGroupName}', name);
  });
  return [...new Set(ofGroups.length > 0 ? ofGroups : [usual])];
}

/** What nx.json names as released. */
export function releasedProjects(release: Release | undefined): string | undefined {
  const lists = [release?.projects, ...Object.values(release?.groups ?? {}).map((g) => g.projects)];
  const named = lists.flatMap((list) => list ?? []);
  return named.length > 0 ? [...new Set(named)].join(',') : undefined;
}

/** A pattern's parts: names of what stands for something between what stands for itself. */
const partsOf = (pattern: string) => pattern.split(/\{(\w+)\}/);

/** A pattern as GitHub's filters have it. */
export function tagGlob(pattern: string): string {
  const plain = (text: string) => text.replace(/[*?+[\]!\\]/g, '\\$&');
  const parts = partsOf(pattern).map((part, index) => {
    if (index % 2 === 0) return plain(part);
    return part === 'version' ? '[0-9]*' : '**';
  });
  return parts.join('');
}

/** A pattern as GitLab's rules have it. */
export function tagExpression(pattern: string): string {
  const parts = partsOf(pattern).map((part, index) => {
    if (index % 2 === 0) return escapePattern(part).replaceAll('/', '\\/');
    return part === 'version' ? '\\d.*' : '.+';
  });
  return `/^${parts.join('')}$/`;
}

/** The arguments that build what is released. */
export function buildArguments({ build, projects }: ReleasePlan): string {
  const chosen = projects === undefined ? '' : ` --projects='${projects.replaceAll("'", "'\\''")}'`;
  return `run-many -t ${build}${chosen}`;
}
