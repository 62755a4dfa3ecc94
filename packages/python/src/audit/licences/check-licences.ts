import { normalizeName } from '../../normalize-name.js';
import type { LicenceOptions } from '../../options/schema.js';
import type { AuditedPackage } from '../packages.js';
import { type Expression, expressionText, isSatisfied, parseExpression } from './expression.js';
import type { SaidLicence } from './metadata.js';

/** A package whose licence is not one of those that are accepted. */
export interface LicenceFinding {
  name: string;
  version: string;
  /** The way that brings it in. */
  path: string[];
  /** Its licence, as far as it is known. */
  licence: string | undefined;
  reason: string;
}

/** What is asked of licences. */
class Rules {
  readonly #allow: ReadonlySet<string> | undefined;
  readonly #deny: ReadonlySet<string>;

  constructor({ allow, deny = [] }: LicenceOptions) {
    const lower = (ids: readonly string[]) => new Set(ids.map((id) => id.toLowerCase()));
    this.#allow = allow && lower(allow);
    this.#deny = lower(deny);
  }

  /** Why an expression is not accepted: of alternatives one has to be. */
  reasonAgainst(expression: Expression): string | undefined {
    const has = (list: ReadonlySet<string>, id: string, whole: string) =>
      list.has(id.toLowerCase()) || list.has(whole.toLowerCase());
    if (!isSatisfied(expression, (id, whole) => !has(this.#deny, id, whole))) return 'it is denied';
    const isAllowed = (id: string, whole: string) =>
      !has(this.#deny, id, whole) && (this.#allow === undefined || has(this.#allow, id, whole));
    return isSatisfied(expression, isAllowed) ? undefined : 'it is not allowed';
  }
}

/** What options state about a package, for one version or for all. */
function statedFor(
  { name, version }: AuditedPackage,
  stated: Readonly<Record<string, string>>,
): string | undefined {
  for (const [key, licence] of Object.entries(stated)) {
    const [named = '', only] = key.split('==');
    if (normalizeName(named.trim()) !== name) continue;
    if (only === undefined || only.trim() === version) return licence;
  }
  return undefined;
}

function unclear(said: SaidLicence | undefined): string {
  if (said === undefined)
    return 'it is unknown: no environment here has this package from an index';
  if (said.text === '') return 'it is unknown: the metadata of the package does not state it';
  return `it is not clear what "${said.text}" stands for`;
}

/** Whose licences are not accepted. One that is not known is not. */
export function checkLicences(
  packages: readonly AuditedPackage[],
  options: LicenceOptions,
  saidBy: (located: AuditedPackage) => SaidLicence | undefined,
): LicenceFinding[] {
  const rules = new Rules(options);
  return packages.flatMap((located): LicenceFinding[] => {
    const stated = statedFor(located, options.stated ?? {});
    const said = stated === undefined ? saidBy(located) : undefined;
    const expression = stated === undefined ? said?.expression : parseExpression(stated);
    const reason = expression ? rules.reasonAgainst(expression) : unclear(said);
    if (reason === undefined) return [];
    const { name, version, path } = located;
    const licence = expression && expressionText(expression);
    return [{ name, version, path, licence, reason }];
  });
}
