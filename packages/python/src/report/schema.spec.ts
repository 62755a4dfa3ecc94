import { expect, it } from 'vitest';
import { signalJsonSchema } from '../testing/signal-reference.js';

// Brought up to date with `npx vitest run src/report/schema.spec.ts --update` in packages/python.
it('keeps the published schema as the zod schema has it', async () => {
  const text = `${JSON.stringify(signalJsonSchema(), null, 2)}\n`;
  await expect(text).toMatchFileSnapshot('schema.json');
});
