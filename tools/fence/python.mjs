import { effects, onlyForTests } from './rules.mjs';

/**
 * The rooms of the plugin, from the ground up, and whom each may import.
 *
 * @type {import('./find-breaches.mjs').Fence}
 */
export const python = {
  source: 'packages/python/src',
  nested: ['tools'],
  everywhere: 'errors escape-pattern globs normalize-name paths program-command split-words',
  rooms: {
    errors: '',
    'normalize-name': '',
    'escape-pattern': '',
    globs: 'escape-pattern',
    paths: '',
    'align-columns': '',
    'program-command': '',
    'split-words': '',
    'data-folder': '',
    'project-files': '',
    'nx-internal': '',
    'nx-internal-batch': 'nx-internal',
    'nx-internal-files': 'nx-internal',
    'nx-internal-run': 'nx-internal nx-internal-files nx-internal-tasks',
    'nx-internal-engine': 'nx-internal',
    'nx-internal-store':
      'nx-internal nx-internal-files nx-internal-hashes nx-internal-run nx-internal-tasks nx-internal-variables',
    'nx-internal-tasks': '',
    'nx-internal-hashes': 'nx-internal-tasks',
    'nx-internal-variables': '',
    toml: '',
    options: '',
    process: '',
    arguments: 'options',
    settings: 'toml',

    project: 'imports options settings toml tools tools/*',
    lock: 'process project',
    imports: 'project toml',
    native: 'data-folder process',
    environment: 'data-folder lock native process project settings toml',
    workspace: 'data-folder lock nx-internal options process project settings toml tools',
    graph: 'fingerprint imports lock project workspace',

    tools: 'arguments fingerprint options process settings toml tools/* verify',
    'tools/*':
      'arguments batch environment fingerprint options process project settings toml tools tools/checkers verify',
    fingerprint: 'data-folder lock options project settings toml tools tools/*',
    audit:
      'data-folder environment fingerprint lock nx-internal options process project toml verify workspace',
    targets:
      'audit build docker fingerprint lock nx-internal options project release serve settings toml tools tools/* workspace',
    report: 'align-columns arguments data-folder nx-internal options process tools tools/checkers',
    verify: 'data-folder environment imports lock options process project toml tools',
    batch:
      'arguments data-folder environment fingerprint lock options process report settings toml tools tools/* verify',

    serve: 'environment fingerprint process verify',
    docker: 'data-folder fingerprint lock nx-internal options process project-files toml',
    build:
      'data-folder environment fingerprint lock native nx-internal options process project project-files toml verify',
    release: 'build environment fingerprint options process project settings toml',
    explain: 'data-folder environment fingerprint nx-internal options process tools tools/pytest',
    trace: 'data-folder environment explain nx-internal process tools verify',
    sharding: 'nx-internal process',
    coverage: 'environment nx-internal process settings tools tools/pytest',
    sync: 'environment fingerprint imports lock options project toml tools tools/* workspace',
    uv: 'environment options process project settings toml',
    scaffold: 'options project toml uv',
    relocate: 'imports project scaffold toml uv',
    generators:
      'align-columns audit data-folder environment graph imports lock nx-internal options process project release relocate scaffold sync targets toml uv workspace',

    engine:
      'batch data-folder explain fingerprint nx-internal nx-internal-batch nx-internal-engine nx-internal-files nx-internal-hashes nx-internal-run nx-internal-store nx-internal-tasks nx-internal-variables options process report tools',

    cli: 'audit coverage engine explain nx-internal nx-internal-engine options process report sharding trace verify',
    executors:
      'audit batch build docker engine explain nx-internal-variables options process release report serve tools verify',
    plugin: 'audit data-folder explain graph imports nx-internal report targets workspace',
  },
  rules: [
    onlyForTests,
    {
      name: 'only nx-internal.ts and its parts import what Nx keeps to itself',
      files: /^(?!nx-internal(?:-[a-z]+)?\.ts$)/,
      forbids: /^(?:nx\/(?!bin\/|release$)|@nx\/devkit\/internal)/,
    },
    {
      name: 'zod is loaded by options/ and by the schemas of generators only: it is slow to start',
      files: /^(?!options\/)(?!.*(?:^|\/)(?:schema|[a-z]+-fields)\.ts$)/,
      forbids: /^zod(?:\/|$)/,
    },
    {
      name: 'what enters a hash is put together by pure functions',
      files: /^fingerprint\/|^tools\/[^/]+\/(?:reads|target|isolate)\.ts$/,
      forbids: effects,
      // What is given to a tool depends on which files there are.
      except: ['tools/pyright/isolate.ts', 'tools/pytest/isolate.ts', 'tools/ruff/isolate.ts'],
    },
  ],
};
