import { compare, valid } from '@renovatebot/pep440';
import type { Severity } from '../options/names.js';
import type { Advisory } from './advisory.js';
import { judgeVersion } from './affected-versions.js';
import { isAsked } from './keys.js';
import type { AuditedPackage } from './packages.js';
import { higher } from './severity-order.js';
import type { SnapshotEntry } from './snapshot.js';
import type { Snapshot } from './snapshot-store.js';

/** A vulnerability of one package, whatever number of advisories tell of it. */
export interface Finding {
  /** Undefined for a record that might be about any package. */
  package: Pick<AuditedPackage, 'name' | 'version' | 'path'> | undefined;
  /** All ids, those of advisories before their aliases. */
  ids: string[];
  severity: Severity | undefined;
  summary: string;
  /** The first release of the version's line that mends it, if there is one. */
  fixed: string | undefined;
  /** What its index has done with the release; then it is no vulnerability. */
  release: Advisory['release'];
  /** Why it is not certain that the version is affected. */
  malformed: string | undefined;
}

interface Hit {
  advisory: Advisory;
  fixed: string | undefined;
}

/** Hits of one package, those with an id or alias in common together. */
function byVulnerability(hits: readonly Hit[]): Hit[][] {
  const groups: { ids: Set<string>; hits: Hit[] }[] = [];
  for (const hit of hits) {
    const ids = new Set([hit.advisory.id, ...hit.advisory.aliases]);
    const same = groups.filter((group) => [...ids].some((id) => group.ids.has(id)));
    const all = [hit, ...same.flatMap((group) => group.hits)];
    for (const group of same) {
      for (const id of group.ids) ids.add(id);
      groups.splice(groups.indexOf(group), 1);
    }
    groups.push({ ids, hits: all });
  }
  return groups.map((group) =>
    group.hits.sort((left, right) => (left.advisory.id < right.advisory.id ? -1 : 1)),
  );
}

/** The release that mends what several advisories tell of: the latest that one of them names. */
function lastFixed(hits: readonly Hit[]): string | undefined {
  const known = hits.flatMap(({ fixed }) => (fixed !== undefined && valid(fixed) ? [fixed] : []));
  return known.sort(compare).at(-1);
}

type Vulnerability = Omit<Finding, 'package'>;

function mergeHits(hits: readonly Hit[]): Vulnerability {
  const advisories = hits.map(({ advisory }) => advisory);
  const own = advisories.map(({ id }) => id);
  const certain = advisories.some(({ malformed }) => malformed === undefined);
  return {
    ids: [...new Set([...own, ...advisories.flatMap(({ aliases }) => aliases)])],
    severity: advisories.map(({ severity }) => severity).reduce(higher, undefined),
    summary: advisories.find(({ summary }) => summary !== '')?.summary ?? '',
    fixed: lastFixed(hits),
    release: advisories.find(({ release }) => release !== undefined)?.release,
    malformed: certain ? undefined : advisories[0]?.malformed,
  };
}

/** A service has judged the version itself; its word counts. */
function hitsOf(
  version: string,
  advisories: readonly Advisory[],
  kind: 'database' | 'service',
): Hit[] {
  return advisories.flatMap((advisory) => {
    const { affected, fixed } = judgeVersion(version, advisory);
    return affected || kind === 'service' ? [{ advisory, fixed }] : [];
  });
}

/** Finds what a snapshot knows about packages. What many projects share is judged once. */
export class Finder {
  readonly #snapshot: Snapshot;
  readonly #advisories = new Map<SnapshotEntry, Advisory[]>();
  readonly #known = new Map<string, Vulnerability[]>();

  constructor(snapshot: Snapshot) {
    this.#snapshot = snapshot;
  }

  /** Reads the advisories of packages, all in one go. */
  load(packages: Iterable<AuditedPackage>): void {
    const wanted = new Set<SnapshotEntry>();
    for (const located of packages) {
      if (!isAsked(located, this.#snapshot)) continue;
      const entry = this.#snapshot.entry(located);
      if (entry !== undefined && entry !== 'none') wanted.add(entry);
    }
    for (const [entry, found] of this.#snapshot.read(wanted)) this.#advisories.set(entry, found);
  }

  /** Packages that the snapshot should answer for and does not. */
  unanswered(packages: readonly AuditedPackage[]): AuditedPackage[] {
    return packages.filter(
      (located) => isAsked(located, this.#snapshot) && this.#snapshot.entry(located) === undefined,
    );
  }

  #vulnerabilitiesOf({ name, version }: AuditedPackage, entry: SnapshotEntry): Vulnerability[] {
    const key = `${name}@${version}`;
    const known = this.#known.get(key);
    if (known) return known;
    const advisories = this.#advisories.get(entry) ?? [];
    const hits = hitsOf(version, advisories, this.#snapshot.facts.kind);
    const found = byVulnerability(hits).map(mergeHits);
    this.#known.set(key, found);
    return found;
  }

  /** What is known about packages that were loaded, and records that might be about any. */
  find(packages: readonly AuditedPackage[]): Finding[] {
    const anywhere = this.#snapshot.facts.unreadable.map(({ id, reason }): Finding => {
      const malformed = `its record cannot be read: ${reason}`;
      const base = {
        package: undefined,
        severity: undefined,
        summary: '',
        fixed: undefined,
        release: undefined,
      };
      return { ...base, ids: [id], malformed };
    });
    const found = packages.flatMap((located) => {
      if (!isAsked(located, this.#snapshot)) return [];
      const entry = this.#snapshot.entry(located);
      if (entry === undefined || entry === 'none') return [];
      const found = this.#vulnerabilitiesOf(located, entry);
      if (found.length === 0) return [];
      const { name, version, path } = located;
      return found.map((vulnerability) => ({ package: { name, version, path }, ...vulnerability }));
    });
    return [...found, ...anywhere];
  }
}
