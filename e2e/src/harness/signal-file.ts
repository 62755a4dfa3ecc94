import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect } from 'vitest';
import { z } from 'zod';
import type { Workspace } from './workspace.js';

/** The part of signal.json that tests look at. */
export interface SignalFile {
  complete: boolean;
  verdict: string;
  commit: string | null;
  run: { command: string; start: string };
  tasks: { id: string; kind: string; status: string; source: string; hash: string | null }[];
  findings: { task: string; file: string; line: number; code: string; message: string }[];
}

/** A workspace's signal.json, which the published schema must accept. */
export function readSignal(workspace: Workspace): SignalFile {
  const { resolve } = createRequire(join(workspace.root, 'package.json'));
  const published = readFileSync(resolve('@nx-signal/python/signal.schema.json'), 'utf8');
  const file: unknown = JSON.parse(workspace.read('dist/reports/signal.json'));
  const { error } = z.fromJSONSchema(JSON.parse(published)).safeParse(file);
  expect(error?.issues).toBeUndefined();
  return file as SignalFile;
}
