import { close, open, writeAll } from '../files.js';
import { TryAgain, withRetries } from './retries.js';
import { ServiceError } from './service-error.js';

/** Milliseconds without a byte before a download is tried again. */
const stallTime = 15_000;

/** Ends when there was no {@link Watch.touch} for some time, or with another signal. */
interface Watch {
  signal: AbortSignal;
  touch(): void;
  stop(): void;
}

function watch(outer: AbortSignal): Watch {
  const stalled = new AbortController();
  const timer = setTimeout(() => stalled.abort(), stallTime);
  return {
    signal: AbortSignal.any([outer, stalled.signal]),
    touch: () => void timer.refresh(),
    stop: () => clearTimeout(timer),
  };
}

/** How many bytes the whole blob has, as its answer says; undefined where it does not. */
function wholeSize({ status, headers }: Response): number | undefined {
  const text = status === 206 ? headers.get('content-range')?.split('/')[1] : undefined;
  const size = Number(text ?? headers.get('content-length') ?? Number.NaN);
  return Number.isSafeInteger(size) ? size : undefined;
}

function check(response: Response, mostBytes: number): void {
  const { status } = response;
  if (status >= 500 || status === 429)
    throw new TryAgain(new ServiceError('unavailable', `the store of packs answered ${status}`));
  if (status === 404 || status === 410)
    throw new ServiceError('gone', 'the store of packs has lost one');
  if (status !== 200 && status !== 206)
    throw new ServiceError('unavailable', `the store of packs answered ${status}`);
  if ((wholeSize(response) ?? 0) > mostBytes)
    throw new ServiceError('unavailable', 'a pack is too large');
}

/** Takes what is missing of a blob. Returns the bytes that the file has then. */
async function continueAt(
  url: string,
  fd: number,
  position: number,
  mostBytes: number,
  outer: AbortSignal,
  written: (bytes: number) => void,
): Promise<void> {
  const { signal, touch, stop } = watch(outer);
  try {
    const headers: Record<string, string> = position > 0 ? { range: `bytes=${position}-` } : {};
    const response = await fetch(url, { headers, signal, redirect: 'error' });
    check(response, mostBytes);
    let at = response.status === 206 ? position : 0;
    written(at);
    for await (const chunk of response.body ?? []) {
      touch();
      if (at + chunk.length > mostBytes)
        throw new ServiceError('unavailable', 'a pack is too large');
      await writeAll(fd, [Buffer.from(chunk)], at);
      at += chunk.length;
      written(at);
    }
    const whole = wholeSize(response);
    if (whole !== undefined && at < whole) throw new Error('the download was cut off');
  } finally {
    stop();
  }
}

/**
 * Downloads a blob into a new file, and goes on where it broke off.
 *
 * @param url - signed, and so a secret
 * @param mostBytes - a larger one is not taken
 */
export async function downloadBlob(
  url: string,
  file: string,
  mostBytes: number,
  signal: AbortSignal,
): Promise<void> {
  const fd = await open(file, 'wx+', 0o600);
  let done = 0;
  try {
    await withRetries(signal, () =>
      continueAt(url, fd, done, mostBytes, signal, (bytes) => {
        done = bytes;
      }),
    );
  } finally {
    await close(fd);
  }
}
