/** What requests to a store are signed with. */
export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string | undefined;
  /** Milliseconds since 1970 after which they are void; undefined: never. */
  expires?: number | undefined;
}

/** Where sources look: the variables of the process, and the region for its services. */
export interface CredentialContext {
  environment: NodeJS.ProcessEnv;
  region: string;
}

/**
 * A place where AWS keeps credentials.
 *
 * @returns undefined where there is nothing of the kind
 * @throws Error when there is, and it cannot be used
 */
export type CredentialSource = (context: CredentialContext) => Promise<Credentials | undefined>;

/** The credentials in an answer of a metadata service. */
export function fromMetadata(value: unknown, whose: string): Credentials {
  const { AccessKeyId, SecretAccessKey, Token, Expiration } = (value ?? {}) as Record<
    string,
    string | undefined
  >;
  if (!AccessKeyId || !SecretAccessKey) throw new Error(`${whose} gave no credentials`);
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: Token,
    expires: Expiration === undefined ? undefined : Date.parse(Expiration),
  };
}
