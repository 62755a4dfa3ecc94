import type { Writable } from 'node:stream';
import { filePieces } from './file-pieces.js';

/** Writes a piece; resolves when its memory can be used again, or the target is gone. */
function writePiece(target: Writable, piece: Buffer): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      target.off('close', done);
      resolve();
    };
    target.once('close', done);
    target.write(piece, done);
  });
}

/**
 * Sends the start of an open file, as fast as the target takes it, through one piece of memory. The file
 * stays open: when the promise settles, nothing reads from it any more. (Node's own file streams close
 * the descriptor when they are destroyed, whoever owns it.)
 *
 * @throws Error when the file is shorter, or cannot be read
 */
export async function pumpFile(fd: number, size: number, target: Writable): Promise<void> {
  let sent = 0;
  for await (const piece of filePieces(fd, size)) {
    if (target.destroyed) return;
    await writePiece(target, piece);
    sent += piece.length;
  }
  if (sent < size) throw new Error('the file is shorter');
}
