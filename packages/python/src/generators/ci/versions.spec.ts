import { expect, it } from 'vitest';
import { actions } from './versions.js';

it.each(Object.values(actions))(
  '%s cannot move to another major, and says its version',
  (action) => {
    expect(action).toMatch(
      /^[\w-]+(?:\/[\w-]+)+@(?:v\d+\.\d+\.\d+|[0-9a-f]{40} # v\d+\.\d+\.\d+)$/,
    );
  },
);
