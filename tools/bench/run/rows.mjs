import { ratio, summarize } from '../measure/statistics.mjs';

/** The floor, round by round: what its parts took in that round, added up. A faulty run makes no floor. */
export function floorRuns(parts) {
  const rounds = parts[0]?.length;
  const isUsable = (runs) => runs && runs.length === rounds && runs.every(({ fault }) => !fault);
  if (rounds === undefined || !parts.every(isUsable)) return undefined;
  return parts[0].map((_, round) => ({
    wall: parts.reduce((sum, runs) => sum + runs[round].wall, 0),
    cpu: parts.reduce((sum, runs) => sum + runs[round].cpu, 0),
  }));
}

function rowOf(id, title, runs) {
  const fault = runs.find((run) => run.fault)?.fault;
  return {
    id,
    title,
    wall: summarize(runs.map(({ wall }) => wall)),
    cpu: summarize(runs.map(({ cpu }) => cpu)),
    ...(runs[0].ran === undefined ? {} : { ran: runs.at(-1).ran, cached: runs.at(-1).cached }),
    ...(fault ? { invalid: fault } : {}),
    runs,
  };
}

/**
 * A row per contender, and one for the floor, each compared with ours and with the floor.
 *
 * @param {Map<string, object[]>} results runs by contender
 * @param {{titles: Map<string, string>, floor: string[]}} names
 */
export function toRows(results, { titles, floor }) {
  const rows = [...results].map(([id, runs]) => rowOf(id, titles.get(id), runs));
  const lowest = floorRuns(floor.map((id) => results.get(id)));
  if (lowest && floor.length > 1) {
    const title = `floor: ${floor.map((id) => titles.get(id)).join(' + ')}`;
    rows.push(rowOf('floor', title, lowest));
  }
  const base = rows.find(({ id }) => id === 'ours')?.wall.median;
  const least = rows.find(({ id }) => id === (floor.length > 1 ? 'floor' : floor[0]))?.wall.median;
  return rows.map((row) => ({
    ...row,
    timesOurs: ratio(row.wall.median, base),
    timesFloor: ratio(row.wall.median, least),
  }));
}
