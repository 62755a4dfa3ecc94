import { readFile } from 'node:fs/promises';
import type { CredentialContext, CredentialSource, Credentials } from './credentials.js';

/** Milliseconds for an answer. */
const patience = 10_000;

/** A role, and the file with the token that proves who wants it. */
export interface WebIdentity {
  role: string;
  tokenFile: string;
  session?: string | undefined;
}

/** The text of the first element of that name: all there is to read in the answer. */
function textOf(xml: string, name: string): string | undefined {
  return new RegExp(`<${name}>([^<]+)</${name}>`).exec(xml)?.[1];
}

/** Takes on a role with a token of another issuer, such as that of a Kubernetes cluster. */
export async function assumeRole(
  { role, tokenFile, session }: WebIdentity,
  { environment, region }: CredentialContext,
): Promise<Credentials> {
  const endpoint = environment['AWS_ENDPOINT_URL_STS'] ?? `https://sts.${region}.amazonaws.com`;
  const body = new URLSearchParams({
    Action: 'AssumeRoleWithWebIdentity',
    Version: '2011-06-15',
    RoleArn: role,
    RoleSessionName: session ?? 'nx-signal-cache',
    // Read each time: it is replaced before it expires.
    WebIdentityToken: (await readFile(tokenFile, 'utf8')).trim(),
  });
  const signal = AbortSignal.timeout(patience);
  const answer = await fetch(endpoint, { method: 'POST', body, signal });
  const xml = await answer.text();
  const accessKeyId = textOf(xml, 'AccessKeyId');
  const secretAccessKey = textOf(xml, 'SecretAccessKey');
  if (!answer.ok || !accessKeyId || !secretAccessKey)
    throw new Error(
      `the role ${role} cannot be assumed: ${textOf(xml, 'Code') ?? ''} (${answer.status})`,
    );
  const expires = Date.parse(textOf(xml, 'Expiration') ?? '');
  return { accessKeyId, secretAccessKey, sessionToken: textOf(xml, 'SessionToken'), expires };
}

/** `AWS_WEB_IDENTITY_TOKEN_FILE` and `AWS_ROLE_ARN`, as in pods of EKS. */
export const fromWebIdentity: CredentialSource = async (context) => {
  const { environment } = context;
  const tokenFile = environment['AWS_WEB_IDENTITY_TOKEN_FILE'];
  const role = environment['AWS_ROLE_ARN'];
  if (!tokenFile || !role) return undefined;
  return assumeRole({ tokenFile, role, session: environment['AWS_ROLE_SESSION_NAME'] }, context);
};
