import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rejectionOf } from '../testing/error-of.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { bundleWheels } from './bundle-wheels.js';
import { runScript } from './python-script.js';

/** A wheel to make: its name, the lines of its metadata beside the usual ones, and its files. */
interface Made {
  name: string;
  tags?: string;
  requires?: string[];
  files?: Record<string, string>;
  entries?: string;
}

const script = `
import json, sys, zipfile
for wheel in json.loads(sys.argv[1]):
    info = f"{wheel['name']}-1.0.dist-info"
    requires = "".join(f"Requires-Dist: {text}\\n" for text in wheel.get("requires", []))
    with zipfile.ZipFile(wheel["path"], "w") as archive:
        for name, text in wheel.get("files", {}).items():
            archive.writestr(name, text)
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.4\\nName: {wheel['name']}\\nVersion: 1.0\\n{requires}\\nText.\\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: x\\n")
        archive.writestr(f"{info}/RECORD", "")
        if wheel.get("entries"):
            archive.writestr(f"{info}/entry_points.txt", wheel["entries"])
`;
const read = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as archive:
    print(*[name for name in archive.namelist() if ".dist-info" not in name])
    info = [name for name in archive.namelist() if name.endswith("METADATA")][0]
    print(archive.read(info).decode())
    for name in archive.namelist():
        if name.endswith("entry_points.txt"): print(archive.read(name).decode())
`;

/** Bundles the first of some wheels with the others; the result's name, and what is in it. */
async function bundled(wheels: Made[], pins: string[] | null = null) {
  const folder = temporaryFolder();
  const tags = ({ tags = 'py3-none-any' }: Made) => tags;
  const made = wheels.map((wheel) => ({
    ...wheel,
    path: join(folder, `${wheel.name}-1.0-${tags(wheel)}.whl`),
  }));
  execFileSync('python3', ['-c', script, JSON.stringify(made)]);
  const [wheel = '', ...siblings] = made.map(({ path }) => path);
  const out = join(folder, 'out');
  mkdirSync(out);
  const request = JSON.stringify({ wheel, siblings, pins, out });
  await runScript('python3', 'nx_signal_bundle.py', [request], folder);
  const [name = ''] = readdirSync(out);
  return {
    name,
    text: execFileSync('python3', ['-c', read, join(out, name)], { encoding: 'utf8' }),
  };
}

const requirements = (text: string) =>
  text.split('\n').flatMap((line) => /^Requires-Dist: (.*)/.exec(line)?.[1] ?? []);

describe('a bundle asks for what is not in it', () => {
  const core = { name: 'core', requires: ['attrs>=20', 'fast>=1 ; extra == "fast"'] };
  const rows: [title: string, wheels: Made[], pins: string[] | null, requires: string[]][] = [
    [
      'as the wheels do',
      [{ name: 'app', requires: ['core>=1', 'idna'] }, core],
      null,
      ['idna', 'attrs>=20'],
    ],
    [
      'with extras that were asked for',
      [{ name: 'app', requires: ['core[fast]'] }, core],
      null,
      ['attrs>=20', 'fast>=1'],
    ],
    [
      'once where siblings need each other',
      [
        { name: 'app', requires: ['a', 'b'] },
        { name: 'a', requires: ['b', 'x'] },
        { name: 'b', requires: ['a', 'app', 'x'] },
      ],
      null,
      ['x'],
    ],
    [
      'pinned, but for its own extras',
      [{ name: 'app', requires: ['core', 'idna', 'y ; extra == "more"'] }, core],
      ['idna==3.10', 'attrs==25.1'],
      ['idna==3.10', 'attrs==25.1', 'y ; extra == "more"'],
    ],
  ];
  it.each(rows)('%s', async (_title, wheels, pins, requires) => {
    expect(requirements((await bundled(wheels, pins)).text)).toEqual(requires);
  });
});

it('its files and entry points are those of all wheels', async () => {
  const { name, text } = await bundled([
    { name: 'app', files: { 'app/x.py': '' }, entries: '[console_scripts]\napp = app:main\n' },
    { name: 'core', files: { 'core/x.py': '' }, entries: '[core.plugins]\none = core:one\n' },
  ]);
  expect(name).toBe('app-1.0-py3-none-any.whl');
  expect(text).toContain('app/x.py core/x.py');
  expect(text).toContain('app = app:main');
  expect(text).toContain('one = core:one');
});

describe('its tags fit all of them', () => {
  const rows: [own: string, sibling: string, tags: string][] = [
    ['py3-none-any', 'cp311-cp311-linux_x86_64', 'cp311-cp311-linux_x86_64'],
    ['cp39-abi3-linux_x86_64', 'cp311-cp311-linux_x86_64', 'cp311-cp311-linux_x86_64'],
    ['cp39-abi3-linux_x86_64', 'cp311-abi3-linux_x86_64', 'cp311-abi3-linux_x86_64'],
  ];
  it.each(rows)('%s and %s: %s', async (own, sibling, tags) => {
    const { name } = await bundled([
      { name: 'app', tags: own },
      { name: 'core', tags: sibling },
    ]);
    expect(name).toBe(`app-1.0-${tags}.whl`);
  });

  const others: [own: string, sibling: string, words: string][] = [
    ['cp311-cp311-linux_x86_64', 'cp311-cp311-win_amd64', 'linux_x86_64 and win_amd64'],
    ['cp311-cp311-linux_x86_64', 'cp310-cp310-linux_x86_64', 'cp310 and cp311'],
    ['cp311-cp311-linux_x86_64', 'cp312-abi3-linux_x86_64', 'cp312 and cp311'],
  ];
  it.each(others)('or there is none: %s and %s', async (own, sibling, words) => {
    const wheels = [
      { name: 'app', tags: own },
      { name: 'core', tags: sibling },
    ];
    expect(await rejectionOf(bundled(wheels))).toMatchObject({
      code: 'BUILD_FAILED',
      message: `wheels for ${words} do not go into one`,
    });
  });
});

it('two contents of one file do not go into one', async () => {
  const wheels = [
    { name: 'app', files: { 'shared/x.py': '1' } },
    { name: 'core', files: { 'shared/x.py': '2' } },
  ];
  expect((await rejectionOf(bundled(wheels))).message).toMatch(/^shared\/x\.py is in app-1\.0/);
});

it('a project without a wheel goes into no bundle', async () => {
  const workspaceRoot = temporaryFolder({ 'pyproject.toml': '' });
  const options = {
    environment: '.',
    wheel: 'dist/app',
    siblings: [],
    output: 'dist/bundles/app',
    requirements: 'ranges' as const,
  };
  const task = { workspaceRoot, directory: 'app', options, show: () => {} };
  expect(await rejectionOf(bundleWheels(task))).toMatchObject({
    code: 'BUNDLE_FAILED',
    message: 'dist/app has no wheel.',
  });
});
