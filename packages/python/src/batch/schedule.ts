/** A unit of work that waits for others. */
export interface Scheduled {
  id: string;
  /** Ids that must have succeeded before; ids that are not scheduled here count as done. */
  after: readonly string[];
  /** It is done at once: one of these at a time takes nobody's place, where there are several. */
  isQuick?: boolean;
}

/** How a unit ended. */
export type Outcome = 'success' | 'failure' | 'skipped';

/**
 * Runs units with bounded parallelism, each after those it waits for; a unit behind a failed or
 * skipped one is skipped. Every unit gets exactly one outcome, those in a cycle `skipped`.
 *
 * @param run - must not reject
 * @param onSkip - called instead of `run`
 */
export async function runScheduled<T extends Scheduled>(
  units: readonly T[],
  limit: number,
  run: (unit: T) => Promise<'success' | 'failure'>,
  onSkip: (unit: T) => void,
): Promise<void> {
  const outcomes = new Map<string, Outcome>();
  const waiting = new Map(units.map((unit) => [unit.id, unit]));
  const active = new Set<Promise<void>>();
  let places = limit;
  let extra = limit > 1 ? 1 : 0;
  const takesExtra = ({ isQuick }: T) => isQuick === true && extra > 0;

  const start = (unit: T) => {
    const isExtra = takesExtra(unit);
    const free = (count: number) => {
      if (isExtra) extra += count;
      else places += count;
    };
    free(-1);
    const work = run(unit).then((outcome) => {
      outcomes.set(unit.id, outcome);
      active.delete(work);
      free(1);
    });
    active.add(work);
  };
  const skip = (unit: T) => {
    outcomes.set(unit.id, 'skipped');
    onSkip(unit);
  };
  const state = (unit: T): 'ready' | 'blocked' | 'doomed' => {
    const before = unit.after.map((id) =>
      waiting.has(id) ? 'waiting' : (outcomes.get(id) ?? 'success'),
    );
    if (before.some((outcome) => outcome === 'failure' || outcome === 'skipped')) return 'doomed';
    return before.includes('waiting') || unit.after.some((id) => isActive(id))
      ? 'blocked'
      : 'ready';
  };
  const started = new Set<string>();
  const isActive = (id: string) => started.has(id) && !outcomes.has(id);

  while (waiting.size > 0 || active.size > 0) {
    for (const unit of [...waiting.values()]) {
      const now = state(unit);
      if (now === 'blocked' || (now === 'ready' && places === 0 && !takesExtra(unit))) continue;
      waiting.delete(unit.id);
      if (now === 'doomed') skip(unit);
      else {
        started.add(unit.id);
        start(unit);
      }
    }
    if (active.size > 0) await Promise.race(active);
    else if (waiting.size > 0 && [...waiting.values()].every((unit) => state(unit) === 'blocked')) {
      // Only a cycle can wait for itself; Nx refuses those, so this is a last resort against a hang.
      for (const unit of waiting.values()) skip(unit);
      waiting.clear();
    }
  }
}
