import { z } from 'zod';
import { workspaceNameSchema } from '../auth/workspace-name.js';
import { duration, size, timeout } from './units.js';

/** Also as text, from a variable or flag; likewise below. */
const truth = () => z.union([z.stringbool(), z.boolean()], 'expected true or false');

const wholeNumber = () => z.coerce.number('expected a whole number').int('expected a whole number');

const portRange = 'expected a number from 0 to 65535';

const patterns = z.union([z.string(), z.array(z.string()).min(1)]);

const ruleSchema = z
  .strictObject({
    when: z
      .record(z.string(), patterns)
      .describe('claims and the values they must have; `*` stands for any characters'),
    scope: z
      .enum(['shared', 'own'])
      .describe('`shared` for trusted runs, `own` for everything else'),
    role: z.enum(['read', 'write']).default('write').describe('what the run may do'),
    workspace: workspaceNameSchema.default('default').describe('whose objects'),
  })
  .describe('the first rule that fits counts');

const issuerSchema = z.strictObject({
  provider: z.enum(['github', 'gitlab']).describe('which claims mean what'),
  issuer: z.url().optional().describe('the `iss` claim; default: github.com, gitlab.com'),
  audience: z.string().min(1).describe('the `aud` claim'),
  jwksUrl: z
    .url()
    .optional()
    .describe('the keys of the issuer; default: where the provider has them'),
  rules: z.array(ruleSchema).min(1).describe('what runs may do'),
});

/** Every option: its type, default and meaning. Flags, variables, file and reference follow from it. */
export const configSchema = z.strictObject({
  host: z.string().default('127.0.0.1').describe('address to listen on; `0.0.0.0` for all'),
  port: wholeNumber()
    .min(0, portRange)
    .max(65_535, portRange)
    .default(7420)
    .describe('0: any free port'),
  basePath: z
    .string()
    .regex(/^(\/[\w.-]+)*\/?$/, 'expected a path such as "/cache"')
    .default('/')
    .describe('prefix of all paths, for use behind a proxy'),
  storage: z
    .strictObject({
      folder: z.string().optional().describe('folder for objects, tokens and unfinished uploads'),
      maxSize: size()
        .prefault('50GB')
        .describe(
          'limit for all files together, or what the disk has room for; least recently used objects are evicted first',
        ),
      maxAge: duration().prefault('90d').describe('files unused for this long are removed'),
    })
    .prefault({}),
  s3: z
    .strictObject({
      bucket: z.string().optional().describe('bucket for objects, instead of files'),
      endpoint: z.url().optional().describe('URL of the store; default: AWS in the region'),
      region: z
        .string()
        .regex(/^[\w-]+$/, 'expected a name such as "eu-west-1"')
        .default('us-east-1')
        .describe('region of the bucket'),
      prefix: z
        .string()
        .regex(/^[\w./-]*$/)
        .default('')
        .describe('prefix of all keys in the bucket'),
      accessKeyId: z
        .string()
        .optional()
        .describe('default: `AWS_ACCESS_KEY_ID`, else where AWS keeps credentials'),
      secretAccessKey: z.string().optional().describe('default: `AWS_SECRET_ACCESS_KEY`'),
      sessionToken: z.string().optional().describe('default: `AWS_SESSION_TOKEN`'),
      pathStyle: truth().default(false).describe('put the bucket into the path'),
      redirect: truth()
        .default(false)
        .describe(
          'redirect clients to the store for bodies, which it then verifies instead of the server',
        ),
      timeout: timeout()
        .prefault('10s')
        .describe('time without a byte after which a request is given up'),
    })
    .prefault({}),
  auth: z
    .strictObject({
      tokensFile: z.string().optional().describe('default: `tokens.json` in the folder'),
      anonymous: z
        .enum(['none', 'read'])
        .default('none')
        .describe('what requests without a token may do'),
      sessionSecret: z
        .string()
        .min(32)
        .optional()
        .describe('signs session tokens; needed with several replicas'),
      sessionLifetime: duration().prefault('6h').describe('lifetime of a session token'),
      trustProxy: truth()
        .default(false)
        .describe('count failures by the last address in X-Forwarded-For'),
      oidc: z.array(issuerSchema).default([]).describe('issuers of identity tokens; file only'),
    })
    .prefault({}),
  limits: z
    .strictObject({
      maxObject: size().prefault('1GB').describe('largest body; larger ones are refused'),
      memory: size()
        .prefault('64MB')
        .describe(
          'for all bodies held in memory at the same time; a quarter is for small ones that are read often',
        ),
      uploads: wholeNumber()
        .positive('expected a number above 0')
        .default(256)
        .describe('at the same time'),
      downloads: wholeNumber()
        .positive('expected a number above 0')
        .default(512)
        .describe('at the same time'),
      rate: size()
        .prefault('16KB')
        .describe(
          'average bytes per second that an upload or download must reach, beyond `idleTimeout`',
        ),
      idleTimeout: timeout()
        .prefault('60s')
        .describe('time without a byte after which a connection is closed'),
      requestTimeout: timeout().prefault('15m').describe('limit for one whole request'),
      shutdownTimeout: timeout()
        .prefault('20s')
        .describe('time for requests in progress at shutdown'),
    })
    .prefault({}),
  tls: z
    .strictObject({
      certificate: z.string().optional().describe('PEM file with the certificate chain'),
      key: z.string().optional().describe('PEM file with the private key'),
    })
    .prefault({}),
  metrics: z
    .strictObject({
      public: truth().default(false).describe('`/metrics` without a token'),
    })
    .prefault({}),
  audit: z
    .strictObject({
      file: z
        .string()
        .optional()
        .describe('file that gets one line of JSON per stored object: who, from which ref and run'),
    })
    .prefault({}),
  log: z
    .strictObject({
      level: z
        .enum(['debug', 'info', 'warn', 'error'])
        .default('info')
        .describe('`debug` logs every request'),
    })
    .prefault({}),
});

/** Configuration with all defaults; sizes in bytes, durations in seconds. */
export type Config = z.output<typeof configSchema>;
