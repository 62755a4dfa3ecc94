/** One thing that is changed in a workspace, or around it. Paths are relative, `{workspace}` is its root. */
export type Change =
  | { write: string; text: string }
  | { append: string; text: string }
  | { remove: string }
  | { variable: string; value: string }
  /** A file in the user's own folder. */
  | { account: string; text: string }
  /** A file in the folder that holds the workspace, and is in no repository. */
  | { above: string; text: string };

/**
 * What a change must do to a task that was green:
 *
 * - `miss`: the task runs
 * - `no effect`: it is replayed, and also green when it runs again, so the tool does not see the change
 * - `either`: the one or the other
 */
export type Effect = 'miss' | 'no effect' | 'either';

/** A row: change this, expect that. */
export interface ReadsCase {
  /** What is changed, in words. */
  title: string;
  by: Change;
  /** The project whose task is looked at. */
  of: string;
  effect: Effect;
}

/** All rows of one tool, and the workspace that they start from; every row starts from it anew. */
export interface ReadsTable {
  target: 'lint' | 'typecheck' | 'test:unit';
  /** What the workspace has installed. */
  requirements: string[];
  /** Files of the root; its pyproject.toml has no settings of the tool. */
  files: Record<string, string>;
  /** Each in `libs/<name>`, with a package and a passing test. */
  projects: Record<
    string,
    { dependencies?: string[]; files?: Record<string, string>; pyproject?: string }
  >;
  cases: ReadsCase[];
}

/** Settings that the checked project fails with, as the first of each of some files. */
export function firstSettings(of: string, text: string, files: readonly string[]): ReadsCase[] {
  return files.map((write) => ({
    title: `the first ${write}`,
    by: { write, text },
    of,
    effect: 'miss',
  }));
}

/** Settings that the checked project would fail with, if they were seen where they are not to be. */
export function unseen(
  of: string,
  text: string,
  places: { above?: string; account?: string },
): ReadsCase[] {
  const { above, account } = places;
  return [
    ...(above
      ? [
          {
            title: 'settings above the repository',
            by: { above, text },
            of,
            effect: 'no effect' as const,
          },
        ]
      : []),
    ...(account
      ? [
          {
            title: 'settings of the account',
            by: { account, text },
            of,
            effect: 'no effect' as const,
          },
        ]
      : []),
  ];
}

/** What a checker with `stubs` on its path for modules is to make of another stub. */
export const stubCase: ReadsCase = {
  title: 'a stub on the path for modules',
  by: { write: 'stubs/legacy.pyi', text: 'VALUE: str\n' },
  of: 'app',
  effect: 'miss',
};

/** What every tool that follows imports is to make of changes in a dependency of `app`. */
export const dependencyCases: ReadsCase[] = [
  {
    title: 'a source of a dependency',
    by: { append: 'libs/core/src/core/__init__.py', text: 'MORE: int = 1\n' },
    of: 'app',
    effect: 'miss',
  },
  {
    title: 'a test of a dependency',
    by: { append: 'libs/core/tests/unit/test_core.py', text: '\n\nMORE: int = "wrong"\n' },
    of: 'app',
    effect: 'no effect',
  },
  {
    title: 'a source of a project that it does not depend on',
    by: { append: 'libs/bare/src/bare/__init__.py', text: 'MORE: int = "wrong"\n' },
    of: 'app',
    effect: 'no effect',
  },
  {
    title: 'another section of the file with settings at the root',
    by: { append: 'pyproject.toml', text: '\n[tool.others]\nx = 1\n' },
    of: 'app',
    effect: 'no effect',
  },
];
