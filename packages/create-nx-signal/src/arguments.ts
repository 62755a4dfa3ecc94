import { parseArgs } from 'node:util';
import { type Choice, choices } from './choices.js';
import { CreateError } from './create-error.js';

/** What the command line says. */
export interface Arguments {
  /** Folder of the new workspace; its last part is the workspace's name. */
  folder?: string | undefined;
  kind?: string | undefined;
  project?: string | undefined;
  ci?: string | undefined;
  typeChecker?: string | undefined;
  python?: string | undefined;
  yes: boolean;
  help: boolean;
  version: boolean;
}

const options = {
  kind: { type: 'string' },
  project: { type: 'string' },
  ci: { type: 'string' },
  typeChecker: { type: 'string' },
  'type-checker': { type: 'string' },
  python: { type: 'string' },
  yes: { type: 'boolean', short: 'y' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
} as const;

/** The text of `--help`. */
export const usage = `Usage: npm create nx-signal@latest NAME -- [options]

Makes a uv workspace with Nx in the folder NAME, and runs its first signal.

  --kind ${choices.kind.join('|')}
                        kind of the first project (default: library)
  --project NAME        name of the first project (default: by its kind)
  --ci ${choices.ci.join('|')}
                        pipeline to write (default: none)
  --type-checker ${choices.typeChecker.join('|')}
                        type checker (default: mypy)
  --python 3.X          Python of the workspace (default: the one that uv finds)
  -y, --yes             ask nothing, take defaults
  -h, --help            show this
  -v, --version         show the version
`;

const hint = 'see `npm create nx-signal -- --help`.';

function checkChoice(name: Choice, value: string | undefined): void {
  if (value === undefined || choices[name].includes(value)) return;
  const flag = name === 'typeChecker' ? 'type-checker' : name;
  throw new CreateError(
    `--${flag} cannot be ${JSON.stringify(value)}.`,
    `it is one of ${choices[name].join(', ')}.`,
  );
}

function checkPython(value: string | undefined): void {
  if (value === undefined || /^3\.\d+$/.test(value)) return;
  throw new CreateError(
    `--python cannot be ${JSON.stringify(value)}.`,
    'use a minor version, such as 3.12.',
  );
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    const [sentence] = (error as Error).message.split('. ');
    throw new CreateError(`${sentence}.`, hint);
  }
}

/**
 * Reads the command line.
 *
 * @throws CreateError for what it does not know
 */
export function readArguments(args: readonly string[]): Arguments {
  const { values, positionals } = parse(args);
  if (positionals.length > 1)
    throw new CreateError(`One folder is enough; there are ${positionals.length}.`, hint);
  const { yes = false, help = false, version = false, kind, project, ci, python } = values;
  const typeChecker = values.typeChecker ?? values['type-checker'];
  checkChoice('kind', kind);
  checkChoice('ci', ci);
  checkChoice('typeChecker', typeChecker);
  checkPython(python);
  return { folder: positionals[0], kind, project, ci, typeChecker, python, yes, help, version };
}
