import { type CredentialSource, fromMetadata } from './credentials.js';

/** Milliseconds for an answer: where there is no such service, everybody waits for this. */
const patience = 1000;

/** The role of an instance of EC2, from its metadata service, version 2. */
export const fromInstance: CredentialSource = async ({ environment }) => {
  if (environment['AWS_EC2_METADATA_DISABLED'] === 'true') return undefined;
  const base = environment['AWS_EC2_METADATA_SERVICE_ENDPOINT'] || 'http://169.254.169.254';
  const ask = async (path: string, options: RequestInit) =>
    fetch(new URL(path, base), { ...options, signal: AbortSignal.timeout(patience) });
  const session = await ask('/latest/api/token', {
    method: 'PUT',
    headers: { 'x-aws-ec2-metadata-token-ttl-seconds': '300' },
  }).catch(() => undefined);
  // Somewhere else than on EC2.
  if (!session?.ok) return undefined;
  const headers = { 'x-aws-ec2-metadata-token': await session.text() };
  const roles = '/latest/meta-data/iam/security-credentials/';
  const listed = await ask(roles, { headers });
  if (listed.status === 404) return undefined;
  const [role = ''] = (await listed.text()).split('\n');
  const answer = await ask(`${roles}${encodeURIComponent(role.trim())}`, { headers });
  if (!listed.ok || !answer.ok)
    throw new Error(`the metadata service of the instance answered ${answer.status}`);
  return fromMetadata(await answer.json(), 'the metadata service of the instance');
};
