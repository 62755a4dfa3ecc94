/**
 * Prunes real workspaces to each of their projects and installs from the result: `uv sync --frozen`
 * must accept it and install what it installs from the whole workspace. Needs uv, git and the network, and
 * a build of packages/python.
 *
 *     node tools/proof/docker/prune.mjs [part of a title]
 */
import { execFile, execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { parse } from 'smol-toml';
import { locked, uv } from '../lock/uv-project.mjs';
import { workspaces } from './workspaces.mjs';

const dist =
  process.env.NX_SIGNAL_DIST ?? join(import.meta.dirname, '../../../packages/python/dist');
const load = (file) => import(pathToFileURL(join(dist, file)).href);
const { prunedContext } = await load('docker/context/pruned-context.js');
const { formatLockText, parseLockText } = await load('docker/lock/lock-text.js');

const execute = promisify(execFile);
const isIn = (file, folder) => folder === '.' || file.startsWith(`${folder}/`);

/** A folder of a workspace as the executor hands it to {@link prunedContext}. */
function sourcesOf(folder, lockText) {
  const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], {
    cwd: folder,
    encoding: 'utf8',
  })
    .trim()
    .split('\n')
    .filter((file) => !file.endsWith('/'));
  const known = new Set(files);
  const folders = files.filter((file) => /(^|\/)pyproject\.toml$/.test(file)).map(dirname);
  return {
    environment: '.',
    lockText,
    extras: [],
    groups: [],
    files: [],
    isTracked: (file) => known.has(file),
    isIgnored: () => false,
    manifest: (directory) =>
      known.has(join(directory, 'pyproject.toml'))
        ? parse(readFileSync(join(folder, directory, 'pyproject.toml'), 'utf8'))
        : undefined,
    filesOf: (directory) => {
      const nested = folders.filter((other) => other !== directory && isIn(other, directory));
      return files.filter(
        (file) => isIn(file, directory) && !nested.some((other) => isIn(file, other)),
      );
    },
  };
}

function writeContext(plan, from, to) {
  for (const file of plan.files) {
    const path = join(to, file.path);
    mkdirSync(dirname(path), { recursive: true });
    if (file.text === undefined) cpSync(join(from, file.from), path);
    else writeFileSync(path, file.text);
  }
}

async function run(cwd, ...parts) {
  const env = { ...process.env, VIRTUAL_ENV: '' };
  return execute(uv, parts, { cwd, env }).then(
    ({ stdout }) => ({ success: true, text: stdout }),
    ({ stdout, stderr }) => ({ success: false, text: `${stdout}${stderr}`.trim() }),
  );
}

/** Packages in a folder's environment; where local ones come from differs between folders. */
async function installed(folder) {
  const { text } = await run(folder, 'pip', 'list', '--format', 'json', '--python', '.venv');
  return JSON.parse(text || '[]').map(({ name, version }) => `${name}==${version}`);
}

/** Installs with some flags; returns what uv said when it refuses. */
async function sync(folder, flags) {
  rmSync(join(folder, '.venv'), { recursive: true, force: true });
  const { success, text } = await run(folder, 'sync', '--frozen', '--quiet', ...flags);
  return success ? installed(folder) : `refused: ${text}`;
}

const same = (left, right) => JSON.stringify(left) === JSON.stringify(right);

async function compareProject(
  folder,
  scratch,
  lockText,
  { project, name, extras = [], groups = [] },
) {
  const to = mkdtempSync(join(scratch, 'context-'));
  const sources = { ...sourcesOf(folder, lockText), project, extras, groups };
  const plan = prunedContext(sources);
  writeContext(plan, folder, to);
  const flags = [
    ...(name ? ['--package', name] : []),
    '--no-default-groups',
    ...extras.flatMap((extra) => ['--extra', extra]),
    ...groups.flatMap((group) => ['--group', group]),
  ];
  const expected = await sync(folder, [...flags, '--no-editable']);
  const layer = join(to, '.manifests');
  const findings = [];
  const check = (what, actual, wanted) => {
    if (!same(actual, wanted)) findings.push(`${what}: ${actual}\n      instead of ${wanted}`);
  };
  check('the context', await sync(to, [...flags, '--no-editable']), expected);
  check(
    'the context, by default',
    typeof (await sync(to, name ? ['--package', name] : [])),
    'object',
  );
  const third = await sync(folder, [...flags, '--no-install-local']);
  check('the manifest layer', await sync(layer, [...flags, '--no-install-local']), third);
  const verdict = await run(layer, 'lock', '--check', '--quiet');
  rmSync(to, { recursive: true, force: true });
  return {
    packages: expected.length,
    findings,
    upToDate: verdict.success,
    said: verdict.text,
  };
}

async function proveWorkspace(workspace, folder, scratch) {
  return locked(workspace, folder, async (text) => {
    if (!existsSync(join(folder, '.git')))
      execFileSync('git', ['init', '--quiet'], { cwd: folder });
    writeFileSync(join(folder, '.gitignore'), '.venv\n');
    // uv lets git ignore what it builds.
    for (const built of ['files', 'index', 'other'])
      rmSync(join(folder, built, '.gitignore'), { force: true });
    const exact = formatLockText(parseLockText(text)) === text;
    const results = [];
    for (const image of workspace.images) {
      results.push({ image, ...(await compareProject(folder, scratch, text, image)) });
    }
    return { exact, results };
  });
}

const root = realpathSync(mkdtempSync(join(tmpdir(), 'prune-proof-')));
let wrong = 0;
let compared = 0;
try {
  const chosen = workspaces.filter(({ title }) => title.includes(process.argv[2] ?? ''));
  for (const [index, workspace] of chosen.entries()) {
    const { exact, results } = await proveWorkspace(workspace, join(root, `${index}`), root);
    if (!exact) wrong += 1;
    console.log(`${workspace.title}${exact ? '' : ': the lock is not written back as it was'}`);
    for (const { image, packages, findings, upToDate, said } of results) {
      const { project, extras = [], groups = [] } = image;
      const parts = [project, ...extras.map((e) => `[${e}]`), ...groups.map((g) => `:${g}`)].join(
        ' ',
      );
      compared += 1;
      const expectsCheck = image.check ?? true;
      if (upToDate !== expectsCheck) findings.push(`uv lock --check: ${upToDate} ${said}`);
      wrong += findings.length;
      console.log(
        `  ${parts}: ${packages} packages${upToDate ? ', up to date for uv lock --check' : ''}`,
      );
      for (const finding of findings) console.log(`    WRONG ${finding}`);
    }
  }
} finally {
  rmSync(root, { recursive: true, force: true });
}
console.log(`${compared} images compared, ${wrong} wrong`);
process.exitCode = wrong > 0 || compared === 0 ? 1 : 0;
