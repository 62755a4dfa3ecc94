import type { Writable } from 'node:stream';
import { readFully } from '../files.js';

const pieceBytes = 256 * 1024;

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
  const buffer = Buffer.allocUnsafeSlow(Math.min(pieceBytes, size));
  for (let position = 0; position < size && !target.destroyed; ) {
    const piece = buffer.subarray(0, Math.min(buffer.length, size - position));
    if ((await readFully(fd, piece, position)) < piece.length)
      throw new Error('the file is shorter');
    await writePiece(target, piece);
    position += piece.length;
  }
}
