import { readFully } from '../files.js';

const pieceBytes = 256 * 1024;

/**
 * The first bytes of an open file, through one piece of memory: what was yielded is overwritten by the next
 * step. Ends early when the file is shorter.
 */
export async function* filePieces(fd: number, size: number): AsyncGenerator<Buffer, void> {
  const buffer = Buffer.allocUnsafeSlow(Math.min(pieceBytes, size));
  for (let position = 0; position < size; ) {
    const piece = buffer.subarray(0, Math.min(buffer.length, size - position));
    if ((await readFully(fd, piece, position)) < piece.length) return;
    yield piece;
    position += piece.length;
  }
}
