import { z } from 'zod';
import { severities } from './names.js';

/** TOML's own dates are objects. */
const date = z.preprocess(
  (value) => (value instanceof Date ? value.toISOString().slice(0, 10) : value),
  z.iso.date('expected a date such as 2027-01-31'),
);

const address = z
  .string()
  .regex(/^https?:\/\/[^/?#]+/, 'expected a URL that begins with https:// or http://');

/** One advisory that is known and accepted for a while. */
export const ignoreSchema = z
  .strictObject({
    id: z.string().min(1).describe('The advisory: its id or any alias, such as a CVE.'),
    reason: z.string().min(1).describe('Why it is not a danger here.'),
    expires: date
      .optional()
      .describe(
        'The last day on which it is ignored, such as 2027-01-31. It fails the audit from the next day on.',
      ),
    untilFixed: z.boolean().optional().describe('Ignore it until a release fixes it.'),
  })
  .refine(({ expires, untilFixed }) => expires !== undefined || untilFixed === true, {
    message: 'expected `expires` or `untilFixed = true`',
  });

const identifiers = z.array(
  z
    .string()
    .regex(/^[A-Za-z0-9.+-]+(?: WITH [A-Za-z0-9.-]+)?$/, 'expected an SPDX identifier such as MIT'),
);

/** Which licences packages may have. */
export const licencesSchema = z
  .strictObject({
    allow: identifiers
      .optional()
      .describe(
        'SPDX identifiers that are accepted, such as `"Apache-2.0"`. Default: all that are not in `deny`.',
      ),
    deny: identifiers.optional().describe('SPDX identifiers that are not accepted. Default: none.'),
    stated: z
      .record(z.string(), z.string().min(1))
      .optional()
      .describe(
        'SPDX expressions by package, `name` or `name==version`, instead of what its metadata says. ' +
          'Those of the workspace and the project are combined.',
      ),
  })
  .refine(({ allow, deny }) => allow !== undefined || deny !== undefined, {
    message: 'expected `allow` or `deny`',
  });

const fields = {
  service: address
    .optional()
    .describe('A service that speaks OSV’s API. Default: `https://api.osv.dev`.'),
  database: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Advisories in OSV’s format instead of a service: the path of an `all.zip` or a folder, relative to the ' +
        'workspace root, or the URL of an `all.zip`. `NX_SIGNAL_AUDIT_DATABASE` overrides it. No package names are sent.',
    ),
  publicIndexes: z
    .array(address)
    .optional()
    .describe(
      'Indexes besides PyPI whose package names may be sent to the service. Default: none.',
    ),
  maxAge: z
    .number()
    .positive()
    .optional()
    .describe('Hours for which advisories count as fresh. Default: 24.'),
  stale: z
    .enum(['warn', 'fail', 'fail-in-ci'])
    .optional()
    .describe('What happens with older advisories. Default: `fail-in-ci`, which warns elsewhere.'),
  failOn: z
    .enum(severities)
    .optional()
    .describe('The lowest severity that fails; anything below is a warning. Default: `low`.'),
  unknownSeverity: z
    .enum(['fail', 'warn'])
    .optional()
    .describe('What happens with an advisory without a severity. Default: `fail`.'),
  releases: z
    .enum(['ignore', 'warn', 'fail'])
    .optional()
    .describe(
      'What happens with a release that was withdrawn from its index (yanked, or its project is in quarantine). With `warn` and ' +
        '`fail`, a refresh asks the index of each public package; with a `database`, no index is asked. Default: `ignore`.',
    ),
  licences: licencesSchema
    .optional()
    .describe(
      'Which licences packages may have, according to the metadata of the installed packages; one that is not ' +
        'known fails. Default: licences are not checked.',
    ),
  ignore: z
    .array(ignoreSchema)
    .optional()
    .describe(
      'Advisories to ignore for a while: tables of `id`, `reason`, and `expires` or `untilFixed`. ' +
        'Those of the workspace and the project are combined.',
    ),
};

/** `[tool.nx-signal.audit]`, or `audit` in the plugin's options. */
export const auditOptionsSchema = z.strictObject(fields);

/** The keys that are known at a path inside the options. */
export function auditShapeAt(path: readonly PropertyKey[]): object {
  if (path[1] === 'licences') return licencesSchema.shape;
  return path.length === 1 ? fields : ignoreSchema.shape;
}
