import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { repository, run } from '../../setup/run.mjs';

const leftOut = /(^|\/)(\.venv|\.nx|node_modules|__pycache__|dist|\.\w+_cache)(\/|$)/;

/** A Dockerfile for a context of the whole repository, as one writes it by hand with care. */
export const plainDockerfile = `ARG PYTHON
ARG UV
FROM \${UV} AS uv
FROM \${PYTHON} AS build
COPY --from=uv /uv /usr/local/bin/uv
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never
WORKDIR /app
COPY pyproject.toml uv.lock ./
COPY libs/models/pyproject.toml libs/models/
COPY libs/pricing/pyproject.toml libs/pricing/
COPY services/api/pyproject.toml services/api/
RUN --mount=type=cache,target=/root/.cache/uv \\
    uv sync --frozen --no-dev --package api --no-install-workspace
COPY . .
RUN --mount=type=cache,target=/root/.cache/uv \\
    uv sync --frozen --no-dev --package api --no-editable
FROM \${PYTHON}
RUN useradd --system --create-home shop
COPY --from=build /app/.venv /app/.venv
ENV PATH=/app/.venv/bin:$PATH
USER shop
`;

const others = 40;
const filesEach = 25;

function otherProject(index) {
  const name = `other${index}`;
  const files = {
    [`libs/${name}/pyproject.toml`]: `[project]
name = "${name}"
version = "0.1.0"
requires-python = ">=3.11"
dependencies = []
[build-system]
requires = ["uv_build>=0.8,<0.14"]
build-backend = "uv_build"
`,
  };
  for (let file = 0; file < filesEach; file++) {
    const path = `libs/${name}/src/${name}/${file === 0 ? '__init__' : `module${file}`}.py`;
    files[path] =
      `VALUE = ${file}\n\n\n${'# A line of some length, as real modules have them.\n'.repeat(80)}`;
  }
  return files;
}

/** The shop among other projects, in a folder of its own. */
export class ShopWorkspace {
  constructor(settings) {
    this.root = mkdtempSync(join(tmpdir(), 'nx-signal-bench-'));
    const shop = join(repository, 'examples', 'shop');
    cpSync(shop, this.root, {
      recursive: true,
      filter: (path) => !leftOut.test(path.slice(shop.length)),
    });
    for (let index = 0; index < others; index++) {
      for (const [path, text] of Object.entries(otherProject(index))) this.write(path, text);
    }
    this.write('nx.json', JSON.stringify(settings));
    this.write('plain/Dockerfile', plainDockerfile);
    symlinkSync(join(repository, 'node_modules'), join(this.root, 'node_modules'), 'dir');
    this.lock();
    const git = (...args) => run('git', args, { cwd: this.root });
    git('init', '--quiet');
    git('add', '--all');
  }

  write(path, text) {
    const file = join(this.root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  /** Puts one text in place of the other, whichever is there; tells whether the second one is now. */
  toggle(path, one, other) {
    const text = readFileSync(join(this.root, path), 'utf8');
    const [from, to] = text.includes(one) ? [one, other] : [other, one];
    if (!text.includes(from)) throw new Error(`${path} has neither ${one} nor ${other}`);
    this.write(path, text.replace(from, to));
    return to === other;
  }

  append(path, text) {
    appendFileSync(join(this.root, path), text);
  }

  lock() {
    run('uv', ['lock', '--quiet'], { cwd: this.root });
  }
}
