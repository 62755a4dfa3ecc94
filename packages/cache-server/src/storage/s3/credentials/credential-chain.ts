import { fromContainer } from './container.js';
import type { CredentialContext, CredentialSource, Credentials } from './credentials.js';
import { fromInstance } from './instance.js';
import { fromProfile } from './profile.js';
import { fromWebIdentity } from './web-identity.js';

/** Milliseconds before they expire at which credentials are asked for again. */
const margin = 5 * 60_000;
/** Milliseconds after which they are asked for again at the earliest. */
const pause = 10_000;

/** Where AWS's own programs look behind the variables with keys, in their order. */
const sources: readonly CredentialSource[] = [
  fromProfile,
  fromWebIdentity,
  fromContainer,
  fromInstance,
];

/** Credentials from the first place that has some, asked for again before they expire. */
export class CredentialChain {
  private current: Credentials | undefined;
  private asking: Promise<Credentials | undefined> | undefined;
  private pausedUntil = Number.NEGATIVE_INFINITY;

  constructor(private readonly context: CredentialContext) {}

  /**
   * Credentials that hold now.
   *
   * @throws Error when there are none, or they cannot be had
   */
  async get(): Promise<Credentials> {
    if (this.current && !this.isDue(this.current, margin)) return this.current;
    if (performance.now() >= this.pausedUntil) {
      const found = await this.refresh().catch((error) => this.fallBack(error));
      if (found) return found;
    }
    if (this.current && !this.isDue(this.current, 0)) return this.current;
    throw new Error('there are no credentials for the store');
  }

  /** The first ones that are found; undefined when there are none anywhere. Asked for once by all who want them. */
  refresh(): Promise<Credentials | undefined> {
    this.asking ??= this.find().finally(() => {
      this.asking = undefined;
    });
    return this.asking;
  }

  private async find(): Promise<Credentials | undefined> {
    for (const source of sources) {
      const found = await source(this.context);
      if (found) {
        this.current = found;
        this.pausedUntil = performance.now() + pause;
        return found;
      }
    }
    return undefined;
  }

  /** Those of before hold for some minutes yet. */
  private fallBack(error: unknown): undefined {
    this.pausedUntil = performance.now() + pause;
    if (!this.current || this.isDue(this.current, 0)) throw error;
  }

  private isDue({ expires }: Credentials, before: number): boolean {
    return expires !== undefined && expires - before <= Date.now();
  }
}
