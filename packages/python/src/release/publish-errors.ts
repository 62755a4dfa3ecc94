import { SignalError } from '../errors.js';

/** Nothing was uploaded, or not all of it. */
export function publishFailed(message: string, hint: string): SignalError {
  return new SignalError({ code: 'PUBLISH_FAILED', message, hint });
}

const otherwise =
  /Local file and index file do not match|already exists|File already exists|hash mismatch/i;

/** What uv says where it got no token for the identity of a job. */
const untrusted = /Trusted publishing failed|Failed to obtain token for trusted publishing/;

const again = 'Run it again: files that the index already has are skipped.';

/** What an upload that failed comes to, by what uv said. */
export function uploadError(project: string, output: string): SignalError {
  if (otherwise.test(output))
    return new SignalError({
      code: 'PUBLISHED_OTHERWISE',
      message: `The index has this version of ${project} with other contents.`,
      hint: 'a version is never uploaded twice: release a new one, or build this one from the commit of its release.',
    });
  if (untrusted.test(output))
    return publishFailed(
      `${project} could not be uploaded: the index gave no token for the identity of this job, and there are no other credentials.`,
      `give the job an identity (\`id-token: write\` on GitHub, \`id_tokens\` on GitLab) and the index a trusted publisher with exactly its claims, or set UV_PUBLISH_TOKEN. ${again}`,
    );
  return publishFailed(
    `${project} could not be uploaded.`,
    `check the URL and the credentials (UV_PUBLISH_TOKEN, or trusted publishing in CI). ${again}`,
  );
}
