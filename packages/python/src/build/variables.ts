import { syncVariables } from '../environment/uv-variables.js';
import { compilerVariables, dateVariable } from '../fingerprint/build-inputs.js';
import { harmlessVariables, nameMatcher } from '../verify/harmless-variables.js';
import { passedVariables } from '../verify/hidden-variables.js';

/** What builds get beside what tests get, and why; nothing of it decides what is in a wheel. */
export const buildVariables: readonly { names: readonly string[]; why: string }[] = [
  { names: ['UV_*'], why: 'where packages come from; those that choose others are taken away' },
  {
    names: [
      'SCCACHE_*',
      'NX_SIGNAL_SCCACHE',
      'AWS_*',
      'ACTIONS_*',
      'REDIS_*',
      'GOOGLE_*',
      'AZURE_*',
    ],
    why: 'where compiled files are kept',
  },
  {
    names: ['CARGO_HTTP_*', 'CARGO_NET_*', 'CARGO_REGISTR*', 'GIT_SSH*', 'GIT_ASKPASS', 'NETRC'],
    why: 'how sources are reached',
  },
  {
    names: ['MAKEFLAGS', 'CMAKE_BUILD_PARALLEL_LEVEL', 'CARGO_BUILD_JOBS'],
    why: 'how much runs at once',
  },
  {
    names: ['DEVELOPER_DIR', 'SDKROOT', 'VS*', 'INCLUDE', 'LIB', 'LIBPATH'],
    why: 'where the system keeps its compiler',
  },
];

/** Who may publish is nothing that a backend has to know, which is code of others. */
const isWithheld = nameMatcher([{ names: ['UV_PUBLISH_*', 'ACTIONS_ID_TOKEN_*'] }]);
const isKept = nameMatcher([...harmlessVariables, ...passedVariables, ...buildVariables]);

/** What is the same for every build, whoever runs it. */
const fixed = { PYTHONHASHSEED: '0', TZ: 'UTC', LC_ALL: 'C.UTF-8' };

/**
 * The variables of a build: those of the machine that decide nothing, those that the hash knows of, and a date.
 *
 * @param declared - names of those that options add to the hash
 * @returns laid over this process's own; undefined takes one away
 */
export function variablesOfBuild(
  declared: readonly string[],
  date: number,
  inherited: NodeJS.ProcessEnv = process.env,
): Record<string, string | undefined> {
  const named = new Set<string>([...compilerVariables, ...declared]);
  const removed = Object.keys(inherited).filter(
    (name) => !named.has(name) && (isWithheld(name) || !isKept(name)),
  );
  return {
    ...Object.fromEntries(removed.map((name) => [name, undefined])),
    ...syncVariables(true),
    ...fixed,
    [dateVariable]: String(date),
  };
}
