import { alignColumns } from '../../align-columns.js';
import { testKinds } from '../../options/names.js';
import { directoryOf } from '../../paths.js';
import type { ProjectFacts } from '../../project/facts.js';

/** As many are still read one by one. */
const most = 25;

const kindName = (kind: string) => kind.replace('test:', '');

function testText({ tests }: ProjectFacts): string {
  const parts = testKinds.flatMap((kind) => {
    const paths = tests[kind]?.paths;
    return paths ? [`${kindName(kind)} (${paths.join(', ')})`] : [];
  });
  return parts.join(', ') || 'none';
}

/** The first few of some names, and how many there are besides. */
export function someOf(names: readonly string[], count = 3): string {
  const more = names.length - count;
  return more > 0 ? `${names.slice(0, count).join(', ')} and ${more} more` : names.join(', ');
}

/** Projects that differ in nothing but their names, side by side. */
function groups(projects: readonly ProjectFacts[]): string[][] {
  const found = new Map<string, ProjectFacts[]>();
  for (const facts of projects) {
    const kinds = testKinds.filter((kind) => facts.tests[kind]).map(kindName);
    const types = facts.typeChecker ?? 'none';
    const key = [directoryOf(facts.directory), types, kinds.join(', ') || 'none'].join('\0');
    found.set(key, [...(found.get(key) ?? []), facts]);
  }
  return [...found].map(([key, members]) => {
    const [folder = '', types = '', tests = ''] = key.split('\0');
    const names = members.map(({ node }) => node);
    const where = folder === '.' ? '*' : `${folder}/*`;
    const isRoot = members.length === 1 && members[0]?.directory === '.';
    return [isRoot ? '.' : where, String(members.length), types, tests, someOf(names)];
  });
}

/** A line for each project, or for each kind of project where there are many. */
export function projectTable(projects: readonly ProjectFacts[]): string[] {
  if (projects.length > most) {
    const heading = ['folder', 'projects', 'types', 'tests', 'names'];
    return alignColumns([heading, ...groups(projects)]);
  }
  const rows = projects.map((facts) => [
    facts.node,
    facts.directory,
    facts.typeChecker ?? 'none',
    testText(facts),
  ]);
  return alignColumns([['project', 'folder', 'types', 'tests'], ...rows]);
}
