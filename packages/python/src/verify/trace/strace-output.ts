import { posix } from 'node:path';
import { type Call, CallReader, names, quoted, unescaped } from './strace-lines.js';

/** What the programs of one trace have done. Paths are absolute and without links. */
export interface TracedCalls {
  /** Files that were opened for reading, and programs that were started. */
  opened: Set<string>;
  /** Folders whose names were listed. */
  listed: Set<string>;
  /** Files that were made or emptied before anything was read of them. */
  made: Set<string>;
  /** The program that the trace begins with. */
  program?: string | undefined;
}

/** The file behind a descriptor, `3</tmp/a>`; undefined for one that is deleted, and for pipes. */
function fileOf(descriptor: string): string | undefined {
  const [, path, deleted] = /^\d+<(\/[^<>]*)>(\(deleted\))?/.exec(descriptor) ?? [];
  if (path === undefined || deleted !== undefined || path.endsWith(' (deleted)')) return undefined;
  return unescaped(path);
}

class TraceReader {
  readonly calls: TracedCalls = { opened: new Set(), listed: new Set(), made: new Set() };
  readonly #reader = new CallReader();
  readonly #folders = new Map<string, string>();
  /** Programs with a relative path, until it is known against which folder it counts. */
  readonly #programs = new Map<string, string>();
  readonly #start: string;

  constructor(start: string) {
    this.#start = start;
  }

  read(line: string): void {
    const process = /^\d+/.exec(line)?.[0] ?? '';
    this.#noteFolder(process, line);
    const call = this.#reader.read(line);
    if (!call || call.result.startsWith('-1 ') || call.result.startsWith('?')) return;
    switch (call.name) {
      case 'open':
      case 'openat':
      case 'openat2':
      case 'creat':
        this.#open(call);
        break;
      case 'getdents':
      case 'getdents64':
        this.#list(call);
        break;
      case 'execve':
      case 'execveat':
        this.#execute(call);
        break;
      case 'chdir':
      case 'fchdir':
        this.#move(call);
        break;
      default:
        // clone and its kin, whose result is the new process.
        this.#inherit(call.result, call.process);
    }
  }

  end(): TracedCalls {
    for (const [process, program] of this.#programs)
      this.calls.opened.add(posix.resolve(this.#folderOf(process), program));
    return this.calls;
  }

  #folderOf(process: string): string {
    return this.#folders.get(process) ?? this.#start;
  }

  /** A process that was not heard of belongs to the one that is just starting another. */
  #noteFolder(process: string, line: string): void {
    const parent = this.#reader.starting.at(-1);
    if (parent !== undefined && parent !== process) this.#inherit(process, parent);
    const [, said] = /AT_FDCWD<(\/[^<>]*)>/.exec(line) ?? [];
    if (said === undefined) return;
    this.#folders.set(process, unescaped(said));
    const program = this.#programs.get(process);
    if (program === undefined) return;
    this.#programs.delete(process);
    this.calls.opened.add(posix.resolve(unescaped(said), program));
  }

  #inherit(child: string, parent: string): void {
    if (!this.#folders.has(child)) this.#folders.set(child, this.#folderOf(parent));
  }

  #open({ name, args, result }: Call): void {
    const file = fileOf(result);
    if (file === undefined) return;
    const flags = new Set(args.replace(names, '').match(/\bO_\w+/g));
    const { opened, made } = this.calls;
    const isNew =
      name === 'creat' || flags.has('O_TRUNC') || (flags.has('O_CREAT') && flags.has('O_EXCL'));
    if (isNew && !opened.has(file)) made.add(file);
    const isRead = flags.has('O_RDONLY') || flags.has('O_RDWR');
    if (isRead && !isNew && !flags.has('O_DIRECTORY') && !flags.has('O_PATH')) opened.add(file);
  }

  #list({ args }: Call): void {
    const folder = fileOf(args);
    if (folder !== undefined) this.calls.listed.add(folder);
  }

  #execute({ process, args }: Call): void {
    const path = unescaped(quoted.exec(args)?.[1] ?? '');
    this.calls.program ??= path;
    if (path.startsWith('/')) this.calls.opened.add(path);
    else if (path !== '') this.#programs.set(process, path);
  }

  #move({ process, name, args }: Call): void {
    const folder =
      name === 'fchdir'
        ? fileOf(args)
        : posix.resolve(this.#folderOf(process), unescaped(quoted.exec(args)?.[1] ?? ''));
    if (folder !== undefined) this.#folders.set(process, folder);
  }
}

/**
 * Reads what strace noted about a program and its children.
 *
 * @param start - absolute path of the folder that the program was started in
 */
export function readStrace(text: string, start: string): TracedCalls {
  const reader = new TraceReader(start);
  for (const line of text.split('\n')) reader.read(line);
  return reader.end();
}
