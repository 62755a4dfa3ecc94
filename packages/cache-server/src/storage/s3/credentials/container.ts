import { readFile } from 'node:fs/promises';
import { type CredentialSource, fromMetadata } from './credentials.js';

const patience = 5000;
/** Where ECS and EKS answer. Elsewhere, a secret is only sent over TLS. */
const known = [
  '127.0.0.1',
  'localhost',
  '[::1]',
  '169.254.170.2',
  '169.254.170.23',
  '[fd00:ec2::23]',
];

function urlOf(environment: NodeJS.ProcessEnv): URL | undefined {
  const relative = environment['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI'];
  if (relative) return new URL(relative, 'http://169.254.170.2');
  const full = environment['AWS_CONTAINER_CREDENTIALS_FULL_URI'];
  if (!full) return undefined;
  const url = new URL(full);
  if (url.protocol !== 'https:' && !known.includes(url.hostname))
    throw new Error(
      `credentials of the container are not requested from ${url.hostname} without TLS`,
    );
  return url;
}

async function authorization(environment: NodeJS.ProcessEnv): Promise<string | undefined> {
  const file = environment['AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE'];
  if (file) return (await readFile(file, 'utf8')).trim();
  return environment['AWS_CONTAINER_AUTHORIZATION_TOKEN'];
}

/** The role of a task of ECS, or of a pod of EKS. */
export const fromContainer: CredentialSource = async ({ environment }) => {
  const url = urlOf(environment);
  if (!url) return undefined;
  const token = await authorization(environment);
  const headers: Record<string, string> = token ? { authorization: token } : {};
  const answer = await fetch(url, { headers, signal: AbortSignal.timeout(patience) });
  if (!answer.ok) throw new Error(`the service of the container answered ${answer.status}`);
  return fromMetadata(await answer.json(), 'the service of the container');
};
