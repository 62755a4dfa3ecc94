import { z } from 'zod';
import { packVersion } from './pack-keys.js';
import { TryAgain, withRetries } from './retries.js';
import { ServiceError } from './service-error.js';

const service = 'twirp/github.actions.results.api.v1.CacheService/';

/** Milliseconds for one answer. */
const answerTime = 15_000;

/** Both spellings that JSON has for fields of a protocol buffer. */
const answerSchema = z
  .object({
    ok: z.boolean().default(false),
    message: z.string().default(''),
    signed_upload_url: z.string().optional(),
    signedUploadUrl: z.string().optional(),
    signed_download_url: z.string().optional(),
    signedDownloadUrl: z.string().optional(),
    matched_key: z.string().optional(),
    matchedKey: z.string().optional(),
  })
  .transform(({ ok, message, ...rest }) => ({
    ok,
    message,
    uploadUrl: rest.signed_upload_url ?? rest.signedUploadUrl,
    downloadUrl: rest.signed_download_url ?? rest.signedDownloadUrl,
    matchedKey: rest.matched_key ?? rest.matchedKey,
  }));

type Answer = z.output<typeof answerSchema>;

/** An entry of the cache. */
export interface CacheEntry {
  key: string;
  /** Where its content is, for a while. A secret. */
  url: string;
}

/** Words of the service about an error, as far as they may be shown. */
async function messageOf(response: Response): Promise<string> {
  const text = await response.text().catch(() => '');
  const { msg = '' } = z
    .object({ msg: z.string().optional() })
    .catch({})
    .parse(parseJson(text) ?? {});
  return msg.replace(/https?:\S+/g, '…').slice(0, 200);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function failureOf(response: Response): Promise<Error> {
  const { status, headers } = response;
  const message = await messageOf(response);
  if (status === 409) return new ServiceError('exists', message || 'the entry exists');
  if (status === 401 || status === 403)
    return new ServiceError('denied', message || `the cache service answered ${status}`);
  if (status === 429) {
    const seconds = Number(headers.get('retry-after'));
    const error = new ServiceError('limited', 'the cache service got too many requests');
    return new TryAgain(error, seconds > 0 ? seconds * 1000 : undefined);
  }
  const error = new ServiceError('unavailable', `the cache service answered ${status}`);
  return status >= 500 ? new TryAgain(error) : error;
}

/** The Actions cache service, version 2: what of it packs need. */
export class CacheServiceClient {
  /** @param signal - ends every request */
  constructor(
    private readonly url: string,
    private readonly token: string,
    private readonly signal: AbortSignal,
  ) {}

  /** The entry of that name; undefined when there is none. */
  async find(key: string): Promise<CacheEntry | undefined> {
    const entry = await this.look(key, []);
    return entry?.key === key ? entry : undefined;
  }

  /** The newest entry whose name begins so. */
  async findNewest(prefix: string): Promise<CacheEntry | undefined> {
    const entry = await this.look(prefix, [prefix]);
    return entry?.key.startsWith(prefix) ? entry : undefined;
  }

  /**
   * Reserves a name, once and for all.
   *
   * @returns where its content goes
   * @throws ServiceError `exists` when someone else has it
   */
  async create(key: string): Promise<string> {
    const { ok, message, uploadUrl } = await this.call('CreateCacheEntry', { key });
    if (ok && uploadUrl) return uploadUrl;
    throw new ServiceError(message ? 'denied' : 'exists', message || 'the entry exists');
  }

  /** Makes an entry visible whose content is there. */
  async finalize(key: string, bytes: number): Promise<void> {
    const size = { size_bytes: String(bytes) };
    const { ok, message } = await this.call('FinalizeCacheEntryUpload', { key, ...size });
    if (!ok) throw new ServiceError('unavailable', message || 'the cache did not take the pack');
  }

  private async look(key: string, prefixes: readonly string[]): Promise<CacheEntry | undefined> {
    const keys = { key, restore_keys: prefixes };
    const answer = await this.call('GetCacheEntryDownloadURL', keys);
    const { ok, matchedKey, downloadUrl } = answer;
    return ok && matchedKey && downloadUrl ? { key: matchedKey, url: downloadUrl } : undefined;
  }

  private call(method: string, fields: object): Promise<Answer> {
    return withRetries(this.signal, async () => {
      const response = await fetch(`${this.url}${service}${method}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ ...fields, version: packVersion }),
        redirect: 'error',
        signal: AbortSignal.any([this.signal, AbortSignal.timeout(answerTime)]),
      });
      if (!response.ok) throw await failureOf(response);
      const answer = answerSchema.safeParse(await response.json());
      if (answer.success) return answer.data;
      throw new ServiceError('unavailable', 'the cache service sent an invalid answer');
    });
  }
}
