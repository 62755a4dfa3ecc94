import { writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../../../testing/temporary-folder.js';
import { CredentialChain } from './credential-chain.js';
import { parseProfiles } from './profile.js';

type Answer = (request: IncomingMessage, body: string) => { status?: number; text: string };

/** A service of AWS on loopback. */
async function service(answer: Answer): Promise<string> {
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { status = 200, text } = answer(request, body);
    response.writeHead(status).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function files(texts: Record<string, string>): string {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(texts)) writeFileSync(join(folder, name), text);
  return folder;
}

/** A chain on a machine with nothing but these variables. */
function chainOf(environment: NodeJS.ProcessEnv): CredentialChain {
  const alone = { HOME: temporaryFolder(), AWS_EC2_METADATA_DISABLED: 'true' };
  return new CredentialChain({ environment: { ...alone, ...environment }, region: 'eu-west-1' });
}

const inTime = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();
const metadata = (key: string, minutes = 60) =>
  JSON.stringify({
    AccessKeyId: key,
    SecretAccessKey: 'secret',
    Token: 'token',
    Expiration: inTime(minutes),
  });
const sts = (key: string) =>
  `<R><Credentials><AccessKeyId>${key}</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken><Expiration>${inTime(60)}</Expiration></Credentials></R>`;

describe('credentials for the store', () => {
  it('are nowhere on a machine that has none', async () => {
    expect(await chainOf({}).refresh()).toBeUndefined();
    await expect(chainOf({}).get()).rejects.toThrow('there are no credentials');
  });

  it('come from a profile of either file', async () => {
    const folder = files({
      credentials: '[default]\naws_access_key_id = D\naws_secret_access_key = s # why\n',
      config: '[profile ci]\naws_access_key_id=C\naws_secret_access_key=s=s\naws_session_token=t\n',
    });
    const environment = {
      AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials'),
      AWS_CONFIG_FILE: join(folder, 'config'),
    };
    expect(await chainOf(environment).get()).toEqual({
      accessKeyId: 'D',
      secretAccessKey: 's',
      sessionToken: undefined,
    });
    expect(await chainOf({ ...environment, AWS_PROFILE: 'ci' }).get()).toEqual({
      accessKeyId: 'C',
      secretAccessKey: 's=s',
      sessionToken: 't',
    });
    const missing = chainOf({ ...environment, AWS_PROFILE: 'none' });
    await expect(missing.get()).rejects.toThrow('the profile "none" has no credentials');
  });

  it('say which setting of a profile is not read', async () => {
    const folder = files({ config: '[default]\ncredential_process = /bin/keys\n' });
    const chain = chainOf({ AWS_CONFIG_FILE: join(folder, 'config') });
    await expect(chain.get()).rejects.toThrow('by credential_process, which is not read');
  });

  it('come from a web identity, in variables or a profile', async () => {
    const folder = files({ token: 'proof\n' });
    const url = await service((_, body) => {
      const form = new URLSearchParams(body);
      const isRight =
        form.get('Action') === 'AssumeRoleWithWebIdentity' &&
        form.get('WebIdentityToken') === 'proof' &&
        form.get('RoleArn') === 'arn:aws:iam::1:role/cache';
      return isRight ? { text: sts('W') } : { status: 403, text: '<Code>AccessDenied</Code>' };
    });
    const role = 'arn:aws:iam::1:role/cache';
    const variables = {
      AWS_ENDPOINT_URL_STS: url,
      AWS_WEB_IDENTITY_TOKEN_FILE: join(folder, 'token'),
    };
    expect(await chainOf({ ...variables, AWS_ROLE_ARN: role }).get()).toMatchObject({
      accessKeyId: 'W',
      sessionToken: 'token',
      expires: expect.any(Number),
    });
    const config = `[default]\nrole_arn = ${role}\nweb_identity_token_file = ${join(folder, 'token')}\n`;
    writeFileSync(join(folder, 'config'), config);
    const profile = { AWS_ENDPOINT_URL_STS: url, AWS_CONFIG_FILE: join(folder, 'config') };
    expect(await chainOf(profile).get()).toMatchObject({ accessKeyId: 'W' });
    const refused = chainOf({ ...variables, AWS_ROLE_ARN: 'arn:aws:iam::1:role/other' });
    await expect(refused.get()).rejects.toThrow('cannot be assumed: AccessDenied (403)');
  });

  it('come from the container, and its secret goes nowhere else', async () => {
    const url = await service(({ headers }) =>
      headers.authorization === 'of the container'
        ? { text: metadata('K') }
        : { status: 401, text: '' },
    );
    const environment = {
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `${url}/credentials`,
      AWS_CONTAINER_AUTHORIZATION_TOKEN: 'of the container',
    };
    expect(await chainOf(environment).get()).toMatchObject({ accessKeyId: 'K' });
    const elsewhere = { ...environment, AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://192.0.2.1/' };
    await expect(chainOf(elsewhere).get()).rejects.toThrow('not requested from 192.0.2.1');
  });

  it('come from the instance, asked for once by all, and again before they expire', async () => {
    let given = 0;
    let isAway = false;
    const url = await service(({ method, url: path, headers }) => {
      if (isAway) return { status: 500, text: '' };
      if (method === 'PUT') return { text: 'of version 2' };
      if (headers['x-aws-ec2-metadata-token'] !== 'of version 2') return { status: 401, text: '' };
      if (path?.endsWith('/')) return { text: 'role\n' };
      given += 1;
      return { text: metadata(`I${given}`, given === 1 ? 4 : 60) };
    });
    const environment = {
      AWS_EC2_METADATA_DISABLED: 'false',
      AWS_EC2_METADATA_SERVICE_ENDPOINT: url,
    };
    const chain = chainOf(environment);
    const keys = await Promise.all(Array.from({ length: 20 }, () => chain.get()));
    expect(new Set(keys.map(({ accessKeyId }) => accessKeyId))).toEqual(new Set(['I1']));
    expect(given).toBe(1);
    // Due, but not asked for with each request.
    expect((await chain.get()).accessKeyId).toBe('I1');
    expect((await chain.refresh())?.accessKeyId).toBe('I2');
    isAway = true;
    expect((await chain.get()).accessKeyId).toBe('I2');
  });
});

it('reads sections and settings as AWS writes them', () => {
  const text =
    '# c\n[profile a b]\r\nx = 1\n  nested = 2\n\n["q"]\ny=z ; w\n[sso-session s]\nx = 3\n';
  expect(Object.fromEntries(parseProfiles(text))).toEqual({
    'a b': { x: '1' },
    q: { y: 'z' },
    'sso-session s': { x: '3' },
  });
});
