import { expect, test } from 'vitest';
import { drawChart } from './chart.mjs';

const row = (id, value, more = {}) => ({
  id,
  title: id,
  wall: { median: value, min: value / 2, max: value },
  timesOurs: value,
  ...more,
});

test('bars are to the scale of their scenario, and faulty runs are left out', () => {
  const svg = drawChart([
    { title: 'A & B', rows: [row('other', 4), row('ours', 1), row('stale', 9, { invalid: 'x' })] },
  ]);
  expect(svg).toContain('A &amp; B');
  expect(svg).not.toContain('stale');
  expect(svg).toMatch(/class="ours" x="250" y="\d+" width="95\.0"/);
  expect(svg).toMatch(/class="bar" x="250" y="\d+" width="380\.0"/);
  expect(svg.indexOf('>ours<')).toBeLessThan(svg.indexOf('>other<'));
});
