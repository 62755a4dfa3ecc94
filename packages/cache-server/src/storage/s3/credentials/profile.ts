import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { hasCode } from '../../../files.js';
import type { CredentialSource } from './credentials.js';
import { assumeRole } from './web-identity.js';

type Profile = Record<string, string>;

/** Settings of a profile that ask for more than this reads. */
const unsupported = [
  'source_profile',
  'credential_source',
  'credential_process',
  'sso_session',
  'sso_start_url',
];

/** The profiles in a file of AWS: sections with settings, one a line; what is indented belongs to another setting. */
export function parseProfiles(text: string): Map<string, Profile> {
  const profiles = new Map<string, Profile>();
  let current: Profile | undefined;
  for (const line of text.split(/\r?\n/)) {
    const [, section] = /^\[\s*(?:profile\s+)?"?([^\]"]+?)"?\s*\]/.exec(line) ?? [];
    if (section !== undefined) {
      current = profiles.get(section) ?? {};
      profiles.set(section, current);
      continue;
    }
    const [, name, value] = /^([\w.-]+)\s*=\s*(.*?)\s*(?:\s[#;].*)?$/.exec(line) ?? [];
    if (current && name !== undefined) current[name] = value ?? '';
  }
  return profiles;
}

async function profileIn(file: string, name: string): Promise<Profile | undefined> {
  try {
    return parseProfiles(await readFile(file, 'utf8')).get(name);
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
}

/** The profile that `AWS_PROFILE` names, or `default`, of the files `~/.aws/credentials` and `~/.aws/config`. */
export const fromProfile: CredentialSource = async (context) => {
  const { environment } = context;
  const name = environment['AWS_PROFILE'] || 'default';
  const home = join(environment['HOME'] || homedir(), '.aws');
  const files = [
    environment['AWS_CONFIG_FILE'] || join(home, 'config'),
    environment['AWS_SHARED_CREDENTIALS_FILE'] || join(home, 'credentials'),
  ];
  const found = await Promise.all(files.map((file) => profileIn(file, name)));
  const profile: Profile = Object.assign({}, ...found);
  const accessKeyId = profile['aws_access_key_id'];
  const secretAccessKey = profile['aws_secret_access_key'];
  if (accessKeyId && secretAccessKey)
    return { accessKeyId, secretAccessKey, sessionToken: profile['aws_session_token'] };
  const { role_arn: role, web_identity_token_file: tokenFile } = profile;
  if (role && tokenFile)
    return assumeRole({ role, tokenFile, session: profile['role_session_name'] }, context);
  const setting = unsupported.find((each) => profile[each] !== undefined);
  if (setting !== undefined)
    throw new Error(`the profile "${name}" has its credentials by ${setting}, which is not read`);
  if (environment['AWS_PROFILE'])
    throw new Error(`the profile "${name}" has no credentials in ${files.join(' or ')}`);
  return undefined;
};
