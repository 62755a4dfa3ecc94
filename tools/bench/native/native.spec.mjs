import { expect, test } from 'vitest';
import { hitsIn, sharesOf } from './native.mjs';

test('what sccache answered is read from what the task said', () => {
  expect(hitsIn('> nx run ext:build\nsccache: 24 of 25 compilations from its cache\n')).toEqual({
    hits: 24,
    all: 25,
  });
  expect(hitsIn('note: compiled without sccache: it is not on PATH.')).toBeUndefined();
});

test('a way is compared with the cold build by medians', () => {
  const of = (...walls) => walls.map((wall) => ({ wall, cpu: wall / 2 }));
  const { warm, cold } = sharesOf({ cold: of(20, 24, 40), warm: of(6, 5, 90) });
  expect(warm).toEqual({ wall: 6, cpu: 3, share: 0.25 });
  expect(cold.share).toBe(1);
});
