import type { Grant } from './scope.js';

/** Claims of a verified identity token. */
export type Claims = Readonly<Record<string, unknown>>;

/** Maps runs to what they may do. All conditions must hold; the first rule that fits counts. */
export interface Rule {
  /** Claim → accepted value or values; `*` stands for any characters. */
  when: Readonly<Record<string, string | readonly string[]>>;
  /** `shared`: a trusted run. `own`: it gets a scope of its own, named after {@link RuleSet.ownScope}. */
  scope: 'shared' | 'own';
  role: 'read' | 'write';
  workspace: string;
}

/** Rules of one issuer. */
export interface RuleSet {
  rules: readonly Rule[];
  /** Claims whose values together name an own scope. */
  ownScope: readonly string[];
}

/** Longer values come from no known issuer, and would not fit into an object's record. */
const longestClaim = 300;

/** Whether a text fits a pattern in which `*` stands for any characters. */
export function matchesPattern(pattern: string, text: string): boolean {
  const parts = pattern.split('*');
  const first = parts[0] ?? '';
  if (parts.length === 1) return pattern === text;
  const last = parts.at(-1) ?? '';
  if (text.length < first.length + last.length || !text.startsWith(first)) return false;
  if (!text.endsWith(last)) return false;
  const end = text.length - last.length;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, at);
    if (found < 0 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}

/** A claim as text; undefined when it is missing, empty or no plain value. */
export function claimText(claims: Claims, name: string): string | undefined {
  if (!Object.hasOwn(claims, name)) return undefined;
  const value = claims[name];
  if (typeof value === 'boolean' || typeof value === 'number') return String(value);
  if (typeof value !== 'string' || value === '' || value.length > longestClaim) return undefined;
  return value;
}

function fits(rule: Rule, claims: Claims): boolean {
  return Object.entries(rule.when).every(([name, accepted]) => {
    const text = claimText(claims, name);
    if (text === undefined) return false;
    const patterns = typeof accepted === 'string' ? [accepted] : accepted;
    return patterns.some((pattern) => matchesPattern(pattern, text));
  });
}

/** Joined so that no two lists of values have one name: `["a b", "c"]` is not `["a", "b c"]`. */
function ownScopeName(claims: Claims, names: readonly string[]): string | undefined {
  const values = names.map((name) => claimText(claims, name));
  if (values.some((value) => value === undefined)) return undefined;
  return values.map((value) => encodeURIComponent(value ?? '')).join('@');
}

/** What the rules allow a run; undefined when none fits. */
export function grantFor(claims: Claims, { rules, ownScope }: RuleSet): Grant | undefined {
  const rule = rules.find((candidate) => fits(candidate, claims));
  if (!rule) return undefined;
  const { workspace, role } = rule;
  if (rule.scope === 'shared') return { workspace, role };
  const own = ownScopeName(claims, ownScope);
  return own === undefined ? undefined : { workspace, role, own };
}
