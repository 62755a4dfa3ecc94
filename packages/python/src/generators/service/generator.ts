import type { Tree } from '@nx/devkit';
import { createProject } from '../../scaffold/create-project.js';
import type { ProjectKind } from '../../scaffold/project-kind.js';
import { requirements, uvBuild } from '../../scaffold/requirements.js';
import { forNx } from '../for-nx.js';
import { signalOfNew } from '../next-commands.js';
import { type ServiceOptions, serviceSchema } from './schema.js';

const databaseUrl = '[tool.nx-signal.targets."test:integration"]\nenv = ["DATABASE_URL"]';

function serviceKind(database: boolean): ProjectKind {
  const { fastapi, uvicorn, psycopg, sqlalchemy, httpx, pytest, schemathesis } = requirements;
  return {
    templates: ['service/files', ...(database ? ['service/files-database'] : [])],
    parent: 'services',
    requirements: [fastapi, uvicorn, ...(database ? [psycopg, sqlalchemy] : [])],
    development: [httpx, pytest, schemathesis],
    description: 'What the service is for',
    serve: ({ module }) => `uvicorn --factory ${module}.app:create_app --reload`,
    tables: () => [...(database ? [databaseUrl] : []), uvBuild()],
    substitutions: { database },
    ignored: database ? ['*.db'] : [],
  };
}

/** What of a workspace does not belong into an image, or would change its layers for nothing. */
const dockerIgnored = [
  '**/.*',
  '**/__pycache__',
  '**/build',
  '**/dist',
  '**/node_modules',
  '**/tests',
  '**/*.db',
  '**/*.egg-info',
  '**/*.so',
];

function ignoreForDocker(tree: Tree): void {
  if (!tree.exists('.dockerignore')) tree.write('.dockerignore', `${dockerIgnored.join('\n')}\n`);
}

/** `nx g @nx-signal/python:service NAME` */
export default forNx<ServiceOptions>(async (tree, given) => {
  const { database, ...options } = serviceSchema.parse(given);
  const { callback } = await createProject(tree, options, serviceKind(database === 'sqlalchemy'));
  ignoreForDocker(tree);
  return callback;
}, signalOfNew);
