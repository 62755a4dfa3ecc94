import type { JudgedFinding } from './judge.js';
import type { LicenceFinding } from './licences/check-licences.js';

/** A package that no advisory was looked up for. */
export interface NotAudited {
  name: string;
  version: string;
  reason: string;
}

/** What an audit of one project gave. */
export interface AuditResult {
  project: string;
  /** The lock that says what it needs, relative to the workspace root; undefined without one. */
  lock: string | undefined;
  /** Where advisories are from, and as of when: seconds since 1970. */
  source: string;
  asOf: number;
  /** Whether they are older than they may be. */
  stale: boolean;
  /** Whether indexes were asked what they have taken back; undefined where nobody wants to know. */
  indexesAsked: boolean | undefined;
  /** Number of packages that were looked up. */
  audited: number;
  findings: JudgedFinding[];
  notAudited: NotAudited[];
  /** Packages whose licences are not accepted; undefined where nobody asks for licences. */
  licences: LicenceFinding[] | undefined;
}
