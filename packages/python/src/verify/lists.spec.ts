import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeLists, noteVariables, type ReadLists, takeLists } from './lists.js';

let root: string;
let lists: string;

beforeEach(async () => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'nx-signal-lists-')));
  lists = join(root, '.nx', 'lists');
  for (const folder of ['data', 'work', 'module/__pycache__']) {
    mkdirSync(join(root, folder), { recursive: true });
  }
  for (const file of ['data/a', 'data/b', 'work/c']) writeFileSync(join(root, file), 'text');
  writeFileSync(join(root, 'module', 'm.py'), 'x = 1\n');
  await makeLists(lists);
});
afterEach(() => rmSync(root, { recursive: true }));

/** Runs a Python program that notes its reads from its first line on. */
async function readsOf(
  code: string,
  workspaceRoot = root,
  more: Record<string, string> = {},
  hidden: string[] = [],
): Promise<ReadLists> {
  const variables = noteVariables({ lists, workspaceRoot }, {}, hidden);
  const program = `import nx_signal_inputs, os, sys\nROOT = ${JSON.stringify(workspaceRoot)}\n${code}`;
  const { status, stderr } = spawnSync('python3', ['-c', program], {
    cwd: join(root, 'work'),
    env: { ...process.env, ...more, ...variables },
    encoding: 'utf8',
  });
  expect(status, stderr).toBe(0);
  return takeLists(lists, workspaceRoot);
}

/** What test runners and fixtures do. */
const keeping = `import contextlib
@contextlib.contextmanager
def kept(**values):
  before = {name: os.environ.get(name) for name in values}
  os.environ.update(values)
  yield
  for name, value in before.items():
    if value is None: del os.environ[name]
    else: os.environ[name] = value
`;

describe('the pytest plugin', () => {
  it.each<[string, string, string[]]>([
    ['an absolute path', 'open(ROOT + "/data/a").close()', ['data/a']],
    ['a path of bytes', 'open(os.fsencode(ROOT + "/data/a")).close()', ['data/a']],
    ['a path object', 'import pathlib; pathlib.Path(ROOT, "data/a").read_text()', ['data/a']],
    ['a relative path', 'open("c").close()', ['work/c']],
    ['a relative path elsewhere', 'os.chdir("../data"); open("a").close()', ['data/a']],
    ['a path with dots', 'open(ROOT + "/work/../data/a").close()', ['data/a']],
    [
      'a path from outside',
      `open(ROOT + "/../" + os.path.basename(ROOT) + "/data/a").close()`,
      ['data/a'],
    ],
    ['os.open', 'os.close(os.open(ROOT + "/data/a", os.O_RDONLY))', ['data/a']],
    ['reading and writing', 'open(ROOT + "/data/a", "r+").close()', ['data/a']],
    ['each file once', 'open("c").close(); open(ROOT + "/work/c").close()', ['work/c']],
    ['no folder', 'os.listdir(ROOT); os.close(os.open(ROOT + "/data", os.O_RDONLY))', []],
    ['no missing file', 'try: open(ROOT + "/none")\nexcept OSError: pass', []],
    ['no file outside', 'open("/etc/hosts").close()', []],
    ['no writing', 'open("c", "a").close(); open("c", "w").close()', []],
    ['no file of its own', 'open("n", "w").close(); open("n").close()', []],
    ['no file made exclusively', 'open("n", "x").close(); open("n").close()', []],
    [
      'a file that was there already',
      'try: open("c", "x")\nexcept OSError: open("c").close()',
      ['work/c'],
    ],
    [
      'no file moved into place',
      'open("n", "w").close(); os.replace("n", "c"); open("c").close()',
      [],
    ],
    ['a file read before it is written', 'open("c").close(); open("c", "w").close()', ['work/c']],
    ['a database', 'import sqlite3; sqlite3.connect(ROOT + "/data/a").close()', ['data/a']],
    [
      'no new database',
      'import sqlite3\nfor p in ("n", ":memory:", ""): sqlite3.connect(p).close()',
      [],
    ],
    ['a descriptor by its file', 'f = os.open("c", 0); open(f).close()', ['work/c']],
    ['nonsense', 'for bad in (None, 1.5, "\\0"):\n  try: open(bad)\n  except Exception: pass', []],
    ['events of others', 'sys.audit("open"); sys.audit("open", [], 2, "x")', []],
    [
      'a thread',
      'import threading; t = threading.Thread(target=lambda: open("c").close()); t.start(); t.join()',
      ['work/c'],
    ],
    [
      'what runs at the very end',
      'import atexit\n@atexit.register\ndef end(): open("c").close()',
      ['work/c'],
    ],
  ])('notes %s', async (_, code, files) => {
    const reads = await readsOf(code);
    expect({ files: [...reads.files], complete: reads.complete }).toEqual({
      files,
      complete: true,
    });
  });

  it('notes a module whether it is imported from source or from bytecode', async () => {
    const code = 'sys.path.insert(0, ROOT + "/module"); import m';
    expect((await readsOf(code)).files).toEqual(new Set(['module/m.py']));
    await makeLists(lists);
    expect((await readsOf(code)).files).toEqual(new Set(['module/m.py']));
  });

  it('notes what forks read, however they end', async () => {
    const code = `open("c").close()
for file in ("a", "b"):
    if os.fork() == 0:
        open(ROOT + "/data/" + file).close()
        os._exit(0)
    os.wait()`;
    const { files, complete } = await readsOf(code);
    expect([...files].sort()).toEqual(['data/a', 'data/b', 'work/c']);
    expect(complete).toBe(true);
  });

  it('says who asked for what is hidden, and whether that is a library', async () => {
    const site = join(root, 'site-packages');
    mkdirSync(site);
    writeFileSync(join(site, 'hidden.py'), '');
    writeFileSync(
      join(site, 'library.py'),
      'try:\n    import hidden\nexcept ImportError:\n    pass\n',
    );
    writeFileSync(join(root, 'module', 'asks.py'), 'import library\n\nimport hidden.part\n');
    const described = {
      modules: { hidden: 'hid' },
      hidden: ['hid'],
      folders: [site],
      refuses: true,
    };
    writeFileSync(join(lists, 'packages.json'), JSON.stringify({ ...described, plugins: ['hid'] }));
    const { packages, hiddenPlugins } = await readsOf(
      `sys.path[:0] = [ROOT + "/module", ROOT + "/site-packages"]\ntry: import asks\nexcept ModuleNotFoundError as error: assert error.name == "hidden"`,
    );
    expect(packages).toEqual([
      {
        module: 'hidden',
        distribution: 'hid',
        file: 'site-packages/library.py',
        line: 2,
        library: true,
      },
      { module: 'hidden.part', distribution: 'hid', file: 'module/asks.py', line: 3 },
    ]);
    expect(hiddenPlugins).toEqual(['hid']);
  });

  it('hides the same from Python programs that it starts, which find all else', async () => {
    const site = join(root, 'site-packages');
    mkdirSync(site, { recursive: true });
    writeFileSync(join(site, 'hidden.py'), '');
    writeFileSync(join(site, 'hidden.dist-info'), '');
    writeFileSync(join(root, 'module', 'sitecustomize.py'), 'import sys\n\nsys.own = True\n');
    writeFileSync(
      join(root, 'module', 'child.py'),
      'import os\nimport sys\n\nassert sys.own and "inputs" not in str(sys.path)\nimport hidden\n',
    );
    const described = { modules: { hidden: 'hid' }, hidden: ['hid'], folders: [site] };
    const text = JSON.stringify({ ...described, refuses: true, plugins: [] });
    writeFileSync(join(lists, 'packages.json'), text);
    const { packages } = await readsOf(`import subprocess
path = [os.environ["PYTHONPATH"], ROOT + "/module", ROOT + "/site-packages"]
os.environ["PYTHONPATH"] = os.pathsep.join(path)
done = subprocess.run([sys.executable, "-m", "child"], capture_output=True, text=True)
assert "No module named 'hidden'" in done.stderr, done.stderr`);
    expect(packages).toEqual([
      { module: 'hidden', distribution: 'hid', file: 'module/child.py', line: 5 },
    ]);
  });

  it('notes what was written and is still there', async () => {
    const code = `open("w1", "w").close()
open("t", "w").close(); os.replace("t", "w2")
open("gone", "w").close(); os.remove("gone")
if os.fork() == 0:
    open("w3", "w").close()
    os._exit(0)
os.wait()`;
    const { files, written } = await readsOf(code);
    expect([...files]).toEqual([]);
    expect([...written].sort()).toEqual(['work/w1', 'work/w2', 'work/w3']);
  });

  it('leaves nothing whole when the process is cut off', async () => {
    expect(await readsOf('open("c").close(); os._exit(0)')).toMatchObject({
      files: new Set(),
      written: new Set(),
      variables: [],
      complete: false,
    });
  });

  it.each<[string, string, string[]]>([
    ['an index', 'os.environ["A"]', ['A']],
    ['get and getenv', 'os.environ.get("A"); os.getenv("B")', ['A', 'B']],
    ['a question', '"A" in os.environ', ['A']],
    ['bytes', 'os.environb[b"A"]; os.getenvb(b"B")', ['A', 'B']],
    ['pop and setdefault', 'os.environ.pop("A"); os.environ.setdefault("B", "")', ['A', 'B']],
    ['a pop whose value is used', 'V = os.environ.pop("A", None)', ['A']],
    ['nobody who takes one away without a look', 'os.environ.pop("A", None)', []],
    ['a name in a text', 'os.path.expandvars("$A/x")', ['A']],
    ['what the standard library asks for', 'import shlex; os.path.expandvars("$B")', ['B']],
    ['nothing that is not set', 'os.environ.get("NONE"); "NONE" in os.environ', []],
    ['nothing that the run has set', 'os.environ["A"] = "2"; os.environ["A"]', []],
    ['nothing that it has removed', 'del os.environ["A"]; os.environ.get("A")', []],
    [
      'what it has given back',
      'v = os.environ.copy()["A"]; os.environ["A"] = "2"; os.environ["A"] = v; os.environ["A"]',
      ['A'],
    ],
    ['nobody who takes all', 'dict(os.environ); {**os.environ}; os.environ.copy()', []],
    ['nor pairs', 'dict(os.environ.items()); [*os.environ.values()]; os.environ | {}', []],
    [
      'nor those who hand all on',
      'import subprocess; subprocess.run(["true"], env=os.environ)',
      [],
    ],
    [
      'nor those who replace all for a while',
      'from unittest.mock import patch\nwith patch.dict(os.environ, A="2", clear=True): os.environ["A"]',
      [],
    ],
    [
      'nor those who ask for each by itself',
      'def value(name): return os.environ[name]\n{name: value(name) for name in sorted(os.environ)}',
      [],
    ],
    [
      'but those who also ask so for one',
      'def value(name): return os.environ[name]\n{name: value(name) for name in sorted(os.environ)}; value("A")',
      ['A'],
    ],
    [
      'and those who choose',
      'for name in list(os.environ):\n  if name.startswith("A"): os.environ.get(name)',
      ['A'],
    ],
    ['nobody who keeps one to put it back', `${keeping}with kept(A="2"): os.environ["A"]`, []],
    ['nor one to put it back the same', `${keeping}with kept(**os.environ): pass`, []],
    ['but who asks before or after', `${keeping}with kept(A="2"): pass\nos.environ["A"]`, ['A']],
    ['or does not put it back', `${keeping}one = kept(A="2"); one.__enter__()`, ['A']],
    ['or makes the new one from it', `${keeping}with kept(A="0:" + "1"): pass`, ['A']],
    [
      'or may go by it, since it says the name',
      'v = os.environ.get("A"); os.environ["A"] = "2"; os.environ["A"] = v',
      ['A'],
    ],
    ['one behind all', 'dict(os.environ)\nos.environ["A"]', ['A']],
    ['a fork', 'if os.fork() == 0:\n  os.environ["A"]\n  os._exit(0)\nos.wait()', ['A']],
  ])('notes by variables: %s', async (_, code, names) => {
    writeFileSync(join(root, 'module', 'v.py'), `import os\n${code}\n`);
    const program = 'sys.path.insert(0, ROOT + "/module"); import v';
    const { variables } = await readsOf(program, root, { A: '1', B: '1' });
    const known = variables.filter(({ name }) => ['A', 'B', 'NONE'].includes(name));
    expect(known.map(({ name }) => name)).toEqual(names);
    for (const { file } of known) expect(file).toBe('module/v.py');
  });

  it.each<[string, string, string[], string[]]>([
    ['by own code', 'os.environ.get("H")', ['H'], []],
    ['by an index', 'try: os.environ["H"]\nexcept KeyError: pass', ['H'], []],
    ['by a library that own code tells the name', 'get("H")', ['H'], []],
    ['by a library for itself', 'get(chr(72))', [], ['H']],
    ['with all others', 'assert "H" not in dict(os.environ)', [], ['*']],
    ['not once the run has set it', 'os.environ["H"] = "1"; os.environ["H"]', [], []],
    ['not to take it away', 'os.environ.pop("H", None)', [], []],
    ['not to put it back', `${keeping}with kept(H="1"): os.environ["H"]`, [], []],
    [
      'not where the code that does so says the name',
      'v = os.environ.get("H"); os.environ["H"] = v or "2"; del os.environ["H"]',
      [],
      [],
    ],
    ['to set it if it is not there', 'os.environ.setdefault("H", "1")', ['H'], []],
    ['not when nobody asks', 'os.environ.get("NONE")', [], []],
  ])('notes what was taken away before: %s', async (_, code, names, expected) => {
    writeFileSync(join(root, 'module', 'v.py'), `import os\n${code}\n`);
    const library = 'import builtins, os\nbuiltins.get = lambda name: os.environ.get(name)';
    const program = [
      `exec(compile(${JSON.stringify(library)}, "/usr/lib/other.py", "exec"))`,
      'sys.path.insert(0, ROOT + "/module"); import v',
    ];
    const { variables, missed } = await readsOf(program.join('\n'), root, {}, ['H', 'G']);
    expect(variables.map(({ name }) => name)).toEqual(names);
    expect(missed).toEqual(expected);
  });

  it('names the line that asks for a variable, and nothing that is installed', async () => {
    writeFileSync(join(root, 'module', 'v.py'), 'import os\n\nX = os.getenv("A")\n');
    const outside = 'exec(compile("os.getenv(\\"B\\")", "/usr/lib/other.py", "exec"))';
    const program = `sys.path.insert(0, ROOT + "/module"); import v; ${outside}`;
    expect((await readsOf(program, root, { A: '1', B: '1' })).variables).toEqual([
      { name: 'A', file: 'module/v.py', line: 3 },
    ]);
  });

  it('resolves links, of the workspace and in it', async () => {
    symlinkSync('../data', join(root, 'work', 'link'));
    const link = `${root}-link`;
    symlinkSync(root, link);
    try {
      const { files } = await readsOf('open(ROOT + "/work/link/a").close()', link);
      expect(files).toEqual(new Set(['data/a']));
    } finally {
      rmSync(link);
    }
  });

  it('steps back in sys.path and out of PYTHONPATH', async () => {
    await readsOf('assert "nx_signal" not in sys.path[0] and "PYTHONPATH" not in os.environ');
  });
});

it('keeps the PYTHONPATH that is set', () => {
  const variables = noteVariables({ lists, workspaceRoot: root }, { PYTHONPATH: '/a' });
  expect(variables['PYTHONPATH']).toMatch(/^\/a:.*\/python\/inputs$/);
});
