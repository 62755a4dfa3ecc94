/** The middle value; of an even number of values, the mean of the two in the middle. */
export function median(values) {
  if (values.length === 0) throw new Error('no values');
  const sorted = [...values].sort((left, right) => left - right);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * What several runs of the same thing come to.
 *
 * @param {number[]} values
 * @returns {{median: number, min: number, max: number}}
 */
export function summarize(values) {
  return { median: median(values), min: Math.min(...values), max: Math.max(...values) };
}

/** How many times `value` is `base`; undefined where there is nothing to compare with. */
export function ratio(value, base) {
  return base !== undefined && base > 0 && value !== undefined ? value / base : undefined;
}

/** The value a share of the way through the sorted values, between neighbours where it falls between them. */
function quantile(sorted, share) {
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)];
  return below + (sorted[Math.ceil(place)] - below) * (place % 1);
}

/**
 * The middle half of several values.
 *
 * @param {number[]} values
 * @returns {{low: number, median: number, high: number}}
 */
export function quartiles(values) {
  const sorted = [...values].sort((left, right) => left - right);
  return { low: quantile(sorted, 0.25), median: median(values), high: quantile(sorted, 0.75) };
}
