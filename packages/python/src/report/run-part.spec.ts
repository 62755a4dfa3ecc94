import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { dataFolder } from '../data-folder.js';
import { runPart } from '../testing/run-part.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import {
  newestPart,
  pruneParts,
  type RunPart,
  readParts,
  readPartsOf,
  writePart,
} from './run-part.js';

const time = 1_700_000_000_000;

const partOf = (started: number, nx: string): RunPart => runPart(started, { nx });

it('parts are read by time and by run, those of a number that was used before apart', () => {
  const root = temporaryFolder();
  writePart(root, partOf(time + 2, '7@5'), 12);
  writePart(root, partOf(time, '7@1'), 10);
  writePart(root, partOf(time + 1, '8@2'), 11);
  writeFileSync(join(dataFolder(root), 'signal/parts', `${time + 9}-7-3.json`), '{"ver');
  expect(readParts(root, time + 1).map(({ started }) => started - time)).toEqual([1, 2]);
  expect(readPartsOf(root, '7@5').map(({ started }) => started - time)).toEqual([2]);
  expect(newestPart(temporaryFolder())).toBeUndefined();
});

it('old ones go, and none of the run at hand', () => {
  const root = temporaryFolder();
  for (let index = 0; index < 450; index += 1)
    writePart(root, partOf(time + index, index < 20 ? '7@1' : '8@1'), index + 1);
  pruneParts(root, '7@1');
  expect(readdirSync(join(dataFolder(root), 'signal/parts'))).toHaveLength(420);
  expect(readPartsOf(root, '7@1')).toHaveLength(20);
});
