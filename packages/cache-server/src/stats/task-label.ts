import { printableLine } from '../printable.js';

/** Which task an archive is of, as far as the archive tells. */
export interface TaskLabel {
  project: string;
  target: string;
}

/** What was read of an archive. */
export interface ArchiveFacts {
  /** Paths of its entries, in order. */
  paths: readonly string[];
  /** Start of its terminal output. */
  terminalOutput: string;
}

/** Longest name that is kept: the rest of the statistics must stay readable. */
const longest = 80;

function label(project: string | undefined, target: string | undefined): TaskLabel | undefined {
  if (!project || !target) return undefined;
  const shown = (name: string) => printableLine(name).slice(0, longest);
  return { project: shown(project), target: shown(target) };
}

/** Reports of `@nx-signal/python`: one folder per task. */
function fromReports({ paths }: ArchiveFacts): TaskLabel | undefined {
  for (const path of paths) {
    const [, project, target] = /(?:^|\/)dist\/reports\/([^/]+)\/([^/]+)(?:\/|$)/.exec(path) ?? [];
    if (project) return label(project, target);
  }
  return undefined;
}

/** `> nx run shop:build`, as Nx prints it, and `> shop@1.0.0 build`, as package managers do. */
function fromTerminalOutput({ terminalOutput }: ArchiveFacts): TaskLabel | undefined {
  const [, task] = /^> nx run (\S+:\S+)/m.exec(terminalOutput) ?? [];
  if (task) {
    const plain = task.replaceAll('"', '');
    const colon = plain.indexOf(':');
    return label(plain.slice(0, colon), plain.slice(colon + 1));
  }
  const [, name, script] = /^> ((?:@[\w.-]+\/)?[\w.-]+)@\S+ (\S+)/m.exec(terminalOutput) ?? [];
  return label(name, script);
}

/** The folder of the outputs, such as `packages/shop/dist`: its last part stands for the target. */
function fromOutputs({ paths }: ArchiveFacts): TaskLabel | undefined {
  const folders = paths
    .map((path) => path.split('/').filter(Boolean))
    .filter((parts) => parts.length > 1);
  const parts = folders[0];
  if (!parts) return undefined;
  const [first, second, third] = parts;
  return third === undefined ? label(first, second) : label(`${first}/${second}`, third);
}

/** The task that an archive is of; undefined when it says nothing. */
export function taskLabel(facts: ArchiveFacts): TaskLabel | undefined {
  return fromReports(facts) ?? fromTerminalOutput(facts) ?? fromOutputs(facts);
}
