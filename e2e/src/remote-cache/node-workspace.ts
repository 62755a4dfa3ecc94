import { Workspace } from '../harness/workspace.js';

/** Names of the projects. */
export const projects = ['alpha', 'beta', 'gamma'];

/** What a project's build prints and writes: a folder, and one file that does not compress. */
function buildScript(name: string): string {
  return `import { mkdirSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
mkdirSync('dist/${name}', { recursive: true });
writeFileSync('dist/${name}/result.txt', 'built from clean sources' + (process.env.EVIL ?? ''));
writeFileSync('dist/${name}/noise.bin', randomBytes(40_000));
console.log('building ${name} ' + (process.env.EVIL ?? ''));
if (process.env.WAIT) await new Promise((resolve) => setTimeout(resolve, Number(process.env.WAIT)));
`;
}

/** A workspace without Python: what is tried here is Nx's own client. Every call makes a fresh clone. */
export function createNodeWorkspace(): Promise<Workspace> {
  const files: Record<string, string> = {
    'nx.json': JSON.stringify({ analytics: false }),
    'package.json': JSON.stringify({ name: 'root', private: true }),
    '.gitignore': 'node_modules\n.nx\ndist\n',
  };
  for (const name of projects) {
    files[`libs/${name}/build.mjs`] = buildScript(name);
    files[`libs/${name}/project.json`] = JSON.stringify({
      name,
      targets: {
        build: {
          command: `node libs/${name}/build.mjs`,
          cache: true,
          inputs: ['{projectRoot}/**/*'],
          outputs: [`{workspaceRoot}/dist/${name}`],
        },
      },
    });
  }
  return Workspace.create({ files });
}
