import { createGunzip } from 'node:zlib';
import type { ArchiveFacts } from './task-label.js';

const blockBytes = 512;
/** Unpacked bytes that are looked at; what lies behind them is not needed to name the task. */
const mostBytes = 1024 * 1024;
const mostEntries = 50;
const mostOutput = 4096;

const textAt = (block: Buffer, start: number, length: number) => {
  const end = block.indexOf(0, start);
  return block.toString('utf8', start, end < 0 ? start + length : Math.min(end, start + length));
};

/** Reads the entries of as much of a tar archive as is there. Pure; never throws. */
export function tarFacts(tar: Buffer): ArchiveFacts {
  const paths: string[] = [];
  let terminalOutput = '';
  for (let at = 0; at + blockBytes <= tar.length && paths.length < mostEntries; ) {
    const header = tar.subarray(at, at + blockBytes);
    const size = Number.parseInt(textAt(header, 124, 12).trim(), 8);
    if (header[0] === 0 || !Number.isFinite(size) || size < 0) break;
    const name = textAt(header, 0, 100);
    const start = textAt(header, 345, 155);
    const path = (start ? `${start}/${name}` : name).replace(/^\.\//, '');
    const body = at + blockBytes;
    if (path === 'terminalOutput')
      terminalOutput = tar.toString('utf8', body, body + Math.min(size, mostOutput));
    else if (path !== 'code') paths.push(path);
    at = body + Math.ceil(size / blockBytes) * blockBytes;
  }
  return { paths, terminalOutput };
}

/**
 * Unpacks the start of an archive.
 *
 * @param packed - its first bytes; the end may be missing
 */
export function unpackStart(packed: Buffer): Promise<Buffer> {
  return new Promise((resolve) => {
    const gunzip = createGunzip();
    const chunks: Buffer[] = [];
    let size = 0;
    const finish = () => {
      gunzip.removeAllListeners('data');
      resolve(Buffer.concat(chunks));
    };
    gunzip.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size >= mostBytes) {
        finish();
        gunzip.destroy();
      }
    });
    // What breaks off in the middle is no error here: what came before it is enough.
    gunzip.once('error', finish).once('end', finish);
    gunzip.end(packed);
  });
}
