import { expect, it } from 'vitest';
import { uploadError } from './publish-errors.js';

const rows: [said: string, code: string, words: string][] = [
  ['error: Local file and index file do not match for x.whl', 'PUBLISHED_OTHERWISE', 'a new one'],
  ['error: Failed to obtain token for trusted publishing', 'PUBLISH_FAILED', 'id-token: write'],
  [
    'error: Trusted publishing failed\n  Caused by: Server returned error code 422',
    'PUBLISH_FAILED',
    'a trusted publisher with exactly its claims',
  ],
  ['error: Incorrect credentials (status code 403)', 'PUBLISH_FAILED', 'check the URL'],
];

it.each(rows)('%j', (said, code, words) => {
  const error = uploadError('core', said);
  expect(error.code).toBe(code);
  expect(error.hint).toContain(words);
});
