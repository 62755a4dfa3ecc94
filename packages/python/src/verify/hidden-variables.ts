import { isLetThrough, isSteering, normalized } from '../tools/isolate.js';
import { declarationLines } from './declaration.js';
import { isHarmless, nameMatcher } from './harmless-variables.js';
import type { VerifiedTask } from './verified-task.js';

/**
 * Variables that tests get although no input declares them, and why. Code of the workspace that asks for
 * one by name is told all the same.
 */
export const passedVariables: readonly { names: readonly string[]; why: string }[] = [
  {
    names: ['LD_*', 'DYLD_*', 'NIX_*', 'GUIX_*'],
    why: 'locate libraries without which Python may not start',
  },
  {
    names: [
      'JAVA_HOME',
      'CARGO_HOME',
      'RUSTUP_*',
      'GOPATH',
      'GOROOT',
      'PYENV_*',
      'ASDF_*',
      'MISE_*',
      'NVM_*',
      'VOLTA_*',
      'HOMEBREW_*',
    ],
    why: 'locate the programs that `PATH` leads to',
  },
  {
    names: ['DOCKER_*', 'CONTAINER_HOST', 'TESTCONTAINERS_*', 'DBUS_*'],
    why: 'say how to reach local daemons',
  },
  {
    names: ['OMP_*', 'MKL_*', 'OPENBLAS_*', 'CUDA_*', 'NVIDIA_*'],
    why: 'limit how much of the machine a library uses',
  },
  { names: ['CI', 'BUILD_NUMBER'], why: 'make pytest shorten less output' },
];

const isPassed = nameMatcher(passedVariables);

/**
 * Names of the variables that are kept from tests: nothing that a library, a child program or native code
 * asks for may differ between machines. None where what is undeclared is only told. Those that steer Python
 * and the tools are not among them: they are taken away from whatever runs.
 */
export function hiddenVariables(
  { fails, variables }: Pick<VerifiedTask, 'fails' | 'variables'>,
  inherited: NodeJS.ProcessEnv,
): string[] {
  if (!fails) return [];
  const declared = new Set(variables.map(normalized));
  const stays = (name: string) =>
    declared.has(normalized(name)) || isHarmless(name) || isPassed(name) || isLetThrough(name);
  return Object.keys(inherited)
    .filter((name) => !stays(name) && !isSteering(name))
    .sort();
}

/** So many names are told. */
const mostTold = 8;

/**
 * What a run that failed may have lacked: hidden variables that a library asked for, or, where somebody took
 * all that there are, those that its output speaks of, and the others. Undefined where nothing points to one.
 *
 * @param missed - see {@link ReadLists.missed}
 */
export function missedVariablesNote(
  { id, kind }: Pick<VerifiedTask, 'id' | 'kind'>,
  hidden: readonly string[],
  missed: readonly string[],
  output: string,
): string | undefined {
  const asked = missed.filter((name) => hidden.includes(name));
  const words = new Set(output.match(/\w+/g));
  const named = hidden.filter((name) => words.has(name) && !asked.includes(name));
  const others = missed.includes('*') ? hidden.filter((name) => !words.has(name)) : [];
  const [first, ...more] = new Set([...asked, ...named, ...others]);
  if (first === undefined) return undefined;
  const told = [first, ...more].slice(0, mostTold);
  const rest = more.length + 1 - told.length;
  const names = `${told.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
  const lines = declarationLines(kind, { inputs: [], env: [first] }).map((line) => `    ${line}`);
  return [
    `note: ${id} ran without variables that no input declares: ${names}.`,
    'If it needs one, declare it, for example',
    '',
    ...lines,
  ].join('\n');
}
