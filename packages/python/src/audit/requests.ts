/** Requests at one time. */
const width = 16;

/** Why there is no answer, in words that fit behind "gave no answer:". */
export class NoAnswer extends Error {}

function reasonOf({ status, headers }: Response): string {
  if (status >= 300 && status < 400)
    return `it redirects to ${headers.get('location') ?? 'somewhere else'}, and names are not sent there`;
  if (status === 429) return 'it limits the rate of requests (429)';
  return `it answered with status ${status}`;
}

/**
 * What is at an address, read as a whole.
 *
 * @param isAnswer - whether a status is one; default: those of success
 * @throws NoAnswer
 */
export async function request<T>(
  url: string,
  init: RequestInit & { signal: AbortSignal },
  read: (response: Response) => Promise<T>,
  isAnswer = ({ ok }: Response) => ok,
): Promise<T> {
  const { signal } = init;
  try {
    const response = await fetch(url, init);
    if (!isAnswer(response)) throw new NoAnswer(reasonOf(response));
    return await read(response);
  } catch (error) {
    if (error instanceof NoAnswer) throw error;
    if (signal.aborted) throw new NoAnswer('it took too long');
    const { message, cause } = error as Error;
    throw new NoAnswer(cause instanceof Error && cause.message ? cause.message : message);
  }
}

/** Asks about many things, a few at a time. */
export async function askAll<T>(all: readonly T[], ask: (one: T) => Promise<void>): Promise<void> {
  const pending = [...all];
  const work = async () => {
    for (let one = pending.pop(); one !== undefined; one = pending.pop()) await ask(one);
  };
  await Promise.all(Array.from({ length: width }, work));
}
