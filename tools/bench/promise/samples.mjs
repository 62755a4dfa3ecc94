import { summarize } from '../measure/statistics.mjs';

/** Figures by what they are of, round by round, and why some could not be measured. */
export class Samples {
  #values = new Map();
  #faults = new Map();

  add(figures) {
    for (const [id, value] of Object.entries(figures))
      this.#values.set(id, [...(this.#values.get(id) ?? []), value]);
  }

  /** From now on these, with all their parts, count as not measured, whatever they came to before. */
  fail(ids, reason) {
    for (const id of ids) this.#faults.set(id, reason);
  }

  /** Why something, or all that it is a part of, has no figure; undefined where it has one, or was never meant to. */
  faultOf(id) {
    const parts = id.split('.');
    const wholes = parts.map((_, last) => parts.slice(0, last + 1).join('.'));
    return wholes.map((whole) => this.#faults.get(whole)).find((reason) => reason !== undefined);
  }

  /** Median, least and most; undefined where nothing was measured. */
  of(id) {
    const values = this.#values.get(id);
    return values === undefined || this.faultOf(id) !== undefined ? undefined : summarize(values);
  }

  toJSON() {
    return { values: Object.fromEntries(this.#values), faults: Object.fromEntries(this.#faults) };
  }
}
