import { relative } from 'node:path';
import type { CacheFigures } from '../process/cache-counts.js';
import type { EnvironmentRequest, Progress } from './ensure-environment.js';
import type { Plan } from './plan-environment.js';

/** What hears of environments. */
export interface EnvironmentListener {
  /** Is told what uv has said about each environment that was made. */
  made: (said: string) => void;
  /** Is told what of the compiled code in them was found in a cache. */
  counted: (figures: CacheFigures) => void;
}

/** How often it is said how far uv is, in milliseconds. */
const pause = 10_000;
/** How many names are said. */
const shown = 3;

function listed(names: readonly string[]): string {
  const rest = names.length - shown;
  return names.slice(0, shown).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}

function contentOf({ now }: Plan): string {
  const { packages } = now.selection;
  if (packages === undefined) return 'all members';
  return packages.length === 1
    ? `${packages[0]}`
    : `${packages.length} members (${listed(packages)})`;
}

/** Why an environment has to be made. */
export function reasonOf({ before, now, need }: Plan, isNew: boolean): string {
  if (isNew) return 'it does not exist yet';
  if (before === undefined) return 'it was not created here';
  const changed = Object.keys({ ...before.files, ...now.files }).filter(
    (file) => before.files[file] !== now.files[file],
  );
  const lock = changed.find((file) => file.endsWith('uv.lock'));
  if (lock !== undefined) return `${lock} changed`;
  const known = new Set(before.selection.packages ?? []);
  const more = (now.selection.packages ?? []).filter((name) => !known.has(name));
  if (before.selection.packages !== undefined && more.length > 0) {
    return `${listed(more)} ${more.length === 1 ? 'is' : 'are'} not in it yet`;
  }
  if (changed.length > 0) return `${listed(changed)} changed`;
  if (before.installed !== now.installed) return 'packages were installed or removed by hand';
  if (need.rebuild.length > 0) return `${listed(need.rebuild)} must be rebuilt`;
  return 'options ask for more packages';
}

/** What uv has said last, without what only repeats which package it is. */
function lastLine(text: string): string | undefined {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter(Boolean)
    .at(-1);
}

/**
 * Says in one line that an environment is made, for what and why; how far uv is while that takes long; and
 * in one more when it is there.
 *
 * @param say - prints one line
 */
export function sayProgress(
  { workspaceRoot }: Pick<EnvironmentRequest, 'workspaceRoot'>,
  say: (line: string) => void,
): Progress {
  return (folder, plan, isNew) => {
    const place = relative(workspaceRoot, folder).replaceAll('\\', '/') || '.';
    say(`Making the environment ${place} for ${contentOf(plan)}: ${reasonOf(plan, isNew)}.`);
    let last: string | undefined;
    const timer = setInterval(() => {
      if (last !== undefined) say(`Making the environment ${place}: ${last}`);
    }, pause);
    timer.unref();
    return {
      heard: (text) => {
        last = lastLine(text) ?? last;
      },
      tell: say,
      end: () => clearInterval(timer),
    };
  };
}

/**
 * The same progress, with all that uv has said in the end.
 *
 * @param onEnd - is told once for each environment
 */
export function withWhole(progress: Progress, onEnd: (said: string) => void): Progress {
  return (folder, plan, isNew) => {
    const { heard, tell, end } = progress(folder, plan, isNew);
    let said = '';
    return {
      heard: (text) => {
        said += text;
        heard(text);
      },
      tell,
      end: () => {
        end();
        onEnd(said);
      },
    };
  };
}
