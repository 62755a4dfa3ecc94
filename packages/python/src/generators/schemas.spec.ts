import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { choicesText, schemas } from '../testing/generator-schemas.js';
import { generatorsReference } from '../testing/generators-reference.js';

const manifest: { generators: Record<string, { schema: string; factory: string }> } = JSON.parse(
  readFileSync(new URL('../../generators.json', import.meta.url), 'utf8'),
);

// Brought up to date with `npx vitest run src/generators/schemas.spec.ts --update` in packages/python.
it.each(Object.keys(schemas))(
  'keeps the schema.json of %s as its zod schema has it',
  async (name) => {
    await expect(schemas[name]).toMatchFileSnapshot(`${name}/schema.json`);
  },
);

it.each(Object.keys(schemas))('registers %s', (name) => {
  expect(manifest.generators[name]).toMatchObject({
    factory: `./dist/bundle/generator-${name}.js`,
    schema: `./src/generators/${name}/schema.json`,
  });
});

it('documents every generator as the schemas have it', async () => {
  const place = new URL('../../../../docs/reference/generators.md', import.meta.url);
  await expect(generatorsReference()).toMatchFileSnapshot(place.pathname);
});

it('hands the choices of preset on to create-nx-signal', async () => {
  const place = new URL('../../../create-nx-signal/choices.json', import.meta.url);
  await expect(choicesText()).toMatchFileSnapshot(place.pathname);
});
