import { execFileSync } from 'node:child_process';
import { dirname } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { pythonFile } from './python-file.js';

/** Libraries, each with the reason for which it cannot be shared, if there is one. */
const libraries: [name: string, code: string, reason: RegExp | undefined][] = [
  ['plain', 'import decimal, json\nclass Plain: pass', undefined],
  ['optional', 'try:\n  import nowhere\nexcept ImportError: pass', undefined],
  ['logging_one', 'import logging\nLOG = logging.getLogger(__name__)', undefined],
  ['filtering', 'import warnings\nwarnings.filterwarnings("ignore", "x")', undefined],
  ['reading_a_variable', 'import os\nLEVEL = os.environ.get("LEVEL")', undefined],
  ['adding', 'import plain\nplain.REGISTRY = []', undefined],
  ['finalizing', 'import weakref\nclass A: pass\na = A()\nweakref.finalize(a, print)', undefined],
  ['printing', 'import os\nos.write(1, b"hello")', /^prints$/],
  ['writing', 'print("hello")', /^prints$/],
  ['keeping_a_stream', 'import sys\nOUT = sys.stderr', /^keeps the standard streams$/],
  ['warning', 'import warnings\nwarnings.warn("old")', /^warns: old$/],
  ['failing', 'raise ValueError', undefined],
  ['ending', 'import os\nos._exit(3)', /^ends the process/],
  ['setting_a_variable', 'import os\nos.environ["LEVEL"] = "1"', /^changes posix\.environ$/],
  ['taking_all', 'import os\nALL = dict(os.environ)', /^changes what it reads: all/],
  [
    'starting',
    'import threading, time\nthreading.Thread(target=time.sleep, args=(9,), daemon=True).start()',
    /^changes threading\._active$/,
  ],
  ['at_exit', 'import atexit\natexit.register(print)', /^asks for register\(\) in at_exit$/],
  ['of_now', 'import time\nSTART = time.time()', /^asks for time\(\) in of_now$/],
  ['of_this_process', 'import os\nPID = os.getpid()', /^asks for getpid\(\) in of_this_process$/],
  ['of_here', 'import os\nHERE = os.path.abspath("x")', /^asks for getcwd\(\) in posixpath$/],
  ['random_one', 'import random\nRANDOM = random.Random()', /^makes random numbers of its own$/],
  ['drawing', 'import random\nNUMBER = random.random()', /^changes the state of random numbers$/],
  ['configured', 'open("/etc/hosts").close()', /^reads \/etc\/hosts$/],
  ['calling', 'import subprocess\nsubprocess.run(["true"])', /^does /],
  ['patching', 'import textwrap\ntextwrap.dedent = None', /^changes textwrap\.dedent$/],
  ['rooted', 'import logging\nlogging.root.setLevel(1)', /^changes the root logger$/],
  ['needing', 'import printing', /^imports printing, which prints$/],
  [
    'needing_softly',
    'try:\n  import printing\nexcept Exception: pass',
    /^tries to import what cannot be shared$/,
  ],
];

const program = `
import json, os, sys
place, root, *names = sys.argv[1:]
sys.path[:0] = [place, root + "/site-packages"]
sys.prefix = root
sys.pycache_prefix = None
os.environ.clear()
from nx_signal.judging import judge_in_fork
from nx_signal.shelf import Shelf
print(json.dumps(judge_in_fork(Shelf(), names)["unsafe"]))
`;

it.each(libraries)('%s is judged', (name, _, reason) => {
  const files = libraries.map(([one, code]) => [`site-packages/${one}.py`, `${code}\n`]);
  const root = temporaryFolder(Object.fromEntries(files));
  const place = dirname(pythonFile('nx_signal_zygote.py'));
  const text = execFileSync('python3', ['-c', program, place, root, name], { encoding: 'utf8' });
  const unsafe = JSON.parse(text) as Record<string, string>;
  if (reason === undefined) expect(unsafe).toEqual({});
  else expect(unsafe[name]).toMatch(reason);
});
