import { newPart, writeEnded } from './new-part.js';

/**
 * For Nx a server that was told to end has failed, as one that has crashed. To be called when it starts, while
 * Nx is there to be named.
 *
 * @param id - Nx's id of the task
 * @returns what notes, when it is called, that the server is told to end. It never throws
 */
export function serverRecord(root: string, id: string): () => void {
  const part = newPart();
  // It did no work that ends, and so took no time.
  const tasks = [{ id, status: 'success' as const, start: null, milliseconds: null }];
  return () => writeEnded(root, { ...part, tasks });
}
