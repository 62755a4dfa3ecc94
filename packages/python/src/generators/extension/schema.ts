import { z } from 'zod';
import { projectFields } from '../../options/generator-fields.js';

/** Build backends for native code. */
export const nativeBackends = ['setuptools', 'scikit-build-core', 'maturin'] as const;

/** One of {@link nativeBackends}. */
export type NativeBackend = (typeof nativeBackends)[number];

/** Options of the generator `extension`. */
export const extensionSchema = z
  .strictObject({
    ...projectFields,
    backend: z
      .enum(nativeBackends)
      .default('setuptools')
      .describe(
        'The build backend: `setuptools` (C), `scikit-build-core` (C, with CMake), `maturin` (Rust).',
      )
      .meta({
        'x-priority': 'important',
        'x-prompt': {
          message: 'What should build the native code?',
          type: 'list',
          items: [
            { value: 'setuptools', label: 'setuptools (C)' },
            { value: 'scikit-build-core', label: 'scikit-build-core (C, with CMake)' },
            { value: 'maturin', label: 'maturin (Rust)' },
          ],
        },
      }),
  })
  .describe('A library with native code, in C or Rust, a stub for type checkers, and unit tests.')
  .meta({
    title: 'Python extension',
    examples: [
      { command: 'nx g @nx-signal/python:extension codec', description: 'C, through setuptools.' },
      {
        command: 'nx g @nx-signal/python:extension codec --backend=maturin',
        description: 'Rust, through maturin.',
      },
    ],
  });

/** See {@link extensionSchema}; defaults may be left out. */
export type ExtensionOptions = z.input<typeof extensionSchema>;
