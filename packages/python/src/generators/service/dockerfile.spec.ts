import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');

// The shop's image is what the e2e tests build, so the template is what they have built.
it('a service gets the Dockerfile of the example', () => {
  const text = read('files/Dockerfile.template').replaceAll(/<%- (name|module) %>/g, 'api');
  expect(read('../../../../../examples/shop/services/api/Dockerfile')).toBe(text);
});
