import { isDiskFull } from '../files.js';

/**
 * Makes room for a body on a disk that is full.
 *
 * @param bytes - of the whole body
 * @returns false when there is none to be had
 */
export type MakeRoom = (bytes: number) => Promise<boolean>;

/** Tries of a write: others may take the room that was made. */
const mostTries = 4;

/** Does work that writes to a disk, again when the disk was full and room could be made. */
export async function withRoom<Result>(
  bytes: number,
  makeRoom: MakeRoom | undefined,
  work: () => Promise<Result>,
): Promise<Result> {
  for (let tries = 1; ; tries += 1)
    try {
      return await work();
    } catch (error) {
      const isWorthwhile = isDiskFull(error) && tries < mostTries;
      if (!isWorthwhile || !(await makeRoom?.(bytes))) throw error;
    }
}
