import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type ObjectRecord, objectRecordSchema } from '../storage/object-record.js';
import type { Job } from './job.js';
import { openPack, type Pack } from './pack-file.js';
import { spanSchema } from './pack-format.js';
import { packKey } from './pack-keys.js';
import type { PackLine } from './read-line.js';

const lineSchema = z.object({
  ref: z.string(),
  numbers: z.array(z.number()),
  top: z.number(),
  span: spanSchema.optional(),
});

const stateSchema = z.object({
  repository: z.string(),
  run: z.string(),
  /** The ref of this job, then the others. */
  lines: z.array(lineSchema),
});

const noteSchema = z.union([
  z.object({ stored: objectRecordSchema }),
  z.object({ used: z.string() }),
]);

/** What the server of a job has noted, by ids of objects. */
export interface Journal {
  stored: Map<string, ObjectRecord>;
  used: Set<string>;
}

/** What each folder that is carried was like when it was last looked at, by its path. */
export type FolderNotes = Record<string, string>;

const folderNotesSchema = z.record(z.string(), z.string());

/** Where a job's part of the cache lives: packs, what the job stores, and what it was given. */
export class JobFolder {
  readonly objects: string;
  readonly uploads: string;
  /** What the server logs. */
  readonly log: string;
  readonly tokens: string;
  private readonly journal: string;

  constructor(readonly path: string) {
    this.objects = join(path, 'objects');
    this.uploads = join(path, 'uploads');
    this.log = join(path, 'server.log');
    this.tokens = join(path, 'tokens.json');
    this.journal = join(path, 'journal');
  }

  /** The folder of the job with these variables; undefined when the runner names none. */
  static of(environment: NodeJS.ProcessEnv): JobFolder | undefined {
    const temporary = environment['RUNNER_TEMP'];
    return temporary ? new JobFolder(join(temporary, 'nx-signal-cache')) : undefined;
  }

  /** Makes it anew. What is in it is for its owner alone. */
  create(): void {
    rmSync(this.path, { recursive: true, force: true });
    mkdirSync(this.path, { recursive: true, mode: 0o700 });
    for (const folder of [this.objects, this.uploads]) mkdirSync(folder);
    writeFileSync(this.journal, '');
  }

  /** Packs of a line, counted from the job's own ref. */
  packs(line: number): string {
    return join(this.path, 'packs', String(line));
  }

  /** Keeps what was found, for the server and for the end of the job. */
  writeLines({ repository, run }: Job, lines: readonly PackLine[]): void {
    const kept = lines.map(({ ref, packs, top, span }) => {
      return { ref, numbers: packs.map(({ number }) => number), top, span };
    });
    writeFileSync(join(this.path, 'state.json'), JSON.stringify({ repository, run, lines: kept }));
  }

  /** What {@link writeLines} kept. */
  readLines() {
    const text = readFileSync(join(this.path, 'state.json'), 'utf8');
    const { lines, ...rest } = stateSchema.parse(JSON.parse(text));
    return {
      ...rest,
      lines: lines.map((line, at) => ({ ...line, packs: this.openPacks(at, line) })),
    };
  }

  /** Keeps what the folders that are carried are like, for the end of the job. */
  writeFolders(notes: FolderNotes): void {
    writeFileSync(join(this.path, 'folders.json'), JSON.stringify(notes));
  }

  /** What {@link writeFolders} kept. */
  readFolders(): FolderNotes {
    return folderNotesSchema.parse(
      JSON.parse(readFileSync(join(this.path, 'folders.json'), 'utf8')),
    );
  }

  private openPacks(line: number, { ref, numbers }: z.output<typeof lineSchema>): Pack[] {
    return numbers.flatMap((number) => {
      const path = join(this.packs(line), String(number));
      return openPack(path, packKey(ref, number), number) ?? [];
    });
  }

  noteStored(record: ObjectRecord): void {
    this.note({ stored: record });
  }

  noteUsed(id: string): void {
    this.note({ used: id });
  }

  /** Forgets what was noted: it is kept elsewhere now. */
  clearJournal(): void {
    writeFileSync(this.journal, '');
  }

  private note(note: z.input<typeof noteSchema>): void {
    appendFileSync(this.journal, `${JSON.stringify(note)}\n`);
  }

  /** What the server has noted; a line that it did not finish is left out. */
  readJournal(idOf: (record: ObjectRecord) => string): Journal {
    const journal: Journal = { stored: new Map(), used: new Set() };
    for (const line of readFileSync(this.journal, 'utf8').split('\n')) {
      const note = parseNote(line);
      if (note && 'stored' in note) journal.stored.set(idOf(note.stored), note.stored);
      else if (note) journal.used.add(note.used);
    }
    return journal;
  }
}

function parseNote(line: string): z.output<typeof noteSchema> | undefined {
  try {
    return noteSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
