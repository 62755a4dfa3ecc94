import { appendFileSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { run } from '../../setup/run.mjs';
import { installSet } from '../install/packages.mjs';

/** Projects of the shop; one whose packages the image holds is last. */
export const projects = ['libs/models', 'libs/pricing', 'services/worker', 'services/api'];

/** How many tests TestUserModel has, in models. */
export const fastTests = 4;

const exported = ['export', '--frozen', '--quiet', '--no-emit-workspace', '--no-hashes'];

/** The shop as it is committed, as a repository to clone from, and what both sides are given beside it. */
export class Shop {
  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), 'nx-signal-promise-'));
    this.origin = join(this.folder, 'origin');
    this.#commit();
    const inOrigin = { cwd: this.origin };
    /** The interpreter that uv takes, so that both sides have the same. */
    this.python = run('uv', ['python', 'find'], inOrigin).stdout.trim();
    this.requirements = join(this.folder, 'requirements.txt');
    run('uv', [...exported, '--all-packages', '-o', this.requirements], inOrigin);
    this.imageRequirements = join(this.folder, 'requirements-image.txt');
    const ofImage = ['--package', 'api', '--no-dev', '-o', this.imageRequirements];
    run('uv', [...exported, ...ofImage], inOrigin);
    this.modules = installSet('nx');
    this.npmFolder = this.#lockPackages();
  }

  /** A folder in which `npm ci` installs what stands in {@link modules}. */
  #lockPackages() {
    const folder = join(this.folder, 'npm');
    mkdirSync(folder);
    copyFileSync(join(dirname(this.modules), 'package.json'), join(folder, 'package.json'));
    run('npm', ['install', '--package-lock-only', '--no-audit', '--no-fund'], { cwd: folder });
    return folder;
  }

  #commit() {
    const archive = join(this.folder, 'shop.tar');
    run('git', ['archive', '--output', archive, 'HEAD:examples/shop']);
    mkdirSync(this.origin);
    run('tar', ['-xf', archive, '-C', this.origin]);
    const author = ['-c', 'user.name=bench', '-c', 'user.email=bench@example.test'];
    const git = (...args) => run('git', [...author, ...args], { cwd: this.origin });
    git('init', '--quiet', '--initial-branch=main');
    git('add', '--all');
    git('commit', '--quiet', '--message', 'Shop');
  }

  /** The command that clones into a folder, which must not be there. */
  cloneStep(root) {
    // By its address git transfers the objects; by its path it would link them.
    const from = pathToFileURL(this.origin).href;
    return { command: ['git', 'clone', '--quiet', from, root] };
  }

  /** A path for a checkout, with nothing there. */
  emptyPlace(name) {
    const root = join(this.folder, name);
    rmSync(root, { recursive: true, force: true, maxRetries: 3 });
    return root;
  }

  /** A checkout that nobody has worked in, made without measuring. */
  checkout(name) {
    const root = this.emptyPlace(name);
    const [command, ...args] = this.cloneStep(root).command;
    run(command, args);
    return root;
  }

  /** Makes Nx and the packed plugin visible in a checkout. */
  link(root) {
    symlinkSync(this.modules, join(root, 'node_modules'), 'dir');
    // The shop ignores a folder of that name, which a link is not.
    appendFileSync(join(root, '.git', 'info', 'exclude'), 'node_modules\n');
  }

  dispose() {
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
