import { describe, expect, it } from 'vitest';
import { unescaped } from './strace-lines.js';
import { readStrace } from './strace-output.js';

interface Expected {
  opened?: string[];
  listed?: string[];
  made?: string[];
}

function read(...lines: string[]): Required<Expected> {
  const { opened, listed, made } = readStrace(lines.join('\n'), '/start');
  return { opened: [...opened], listed: [...listed], made: [...made] };
}

const nothing = { opened: [], listed: [], made: [] };

/** Lines as strace 6.1 printed them. */
const rows: [title: string, lines: string[], expected: Expected][] = [
  [
    'an opened file, links followed',
    [
      '13 openat(AT_FDCWD</w>, "/lib/x86_64-linux-gnu/libc.so.6", O_RDONLY|O_CLOEXEC) = 3</usr/lib/x86_64-linux-gnu/libc.so.6>',
    ],
    { opened: ['/usr/lib/x86_64-linux-gnu/libc.so.6'] },
  ],
  [
    'one of an older system',
    ['13 open("data.txt", O_RDONLY)           = 3</w/data.txt>'],
    { opened: ['/w/data.txt'] },
  ],
  [
    'one by openat2',
    ['13 openat2(5</w>, "a", {flags=O_RDONLY|O_CLOEXEC, resolve=RESOLVE_BENEATH}, 24) = 3</w/a>'],
    { opened: ['/w/a'] },
  ],
  [
    'what is not there',
    ['13 openat(AT_FDCWD</w>, "x", O_RDONLY) = -1 ENOENT (No such file or directory)'],
    {},
  ],
  [
    'a file that is only written',
    ['13 openat(AT_FDCWD</w>, "x", O_WRONLY|O_APPEND) = 3</w/x>'],
    {},
  ],
  [
    'a file that is made, and read afterwards',
    [
      '13 openat(AT_FDCWD</w>, "x", O_RDWR|O_CREAT|O_TRUNC|O_CLOEXEC, 0666) = 3</w/x>',
      '13 openat(AT_FDCWD</w>, "x", O_RDONLY) = 3</w/x>',
    ],
    { opened: ['/w/x'], made: ['/w/x'] },
  ],
  [
    'a file that is read, and emptied afterwards',
    [
      '13 openat(AT_FDCWD</w>, "x", O_RDONLY) = 3</w/x>',
      '13 openat(AT_FDCWD</w>, "x", O_WRONLY|O_CREAT|O_TRUNC, 0666) = 3</w/x>',
    ],
    { opened: ['/w/x'] },
  ],
  [
    'a database, which is opened to be made if it is not there',
    ['13 openat(AT_FDCWD</w>, "d.db", O_RDWR|O_CREAT|O_NOFOLLOW|O_CLOEXEC, 0644) = 5</w/d.db>'],
    { opened: ['/w/d.db'] },
  ],
  [
    'a file that is deleted, as new and old versions say it',
    [
      '13 openat(AT_FDCWD</w>, "/proc/self/fd/3", O_RDONLY|O_CLOEXEC) = 4</w/tmp1>(deleted)',
      '13 openat(AT_FDCWD</w>, "/proc/self/fd/3", O_RDONLY|O_CLOEXEC) = 4</w/tmp1 (deleted)>',
    ],
    {},
  ],
  [
    'names with quotes, brackets, commas and flags in them',
    [
      '13 openat(AT_FDCWD</w/a b>, "x>y\\"z.txt", O_RDONLY) = 3</w/a b/x\\76y\\"z.txt>',
      '13 openat(AT_FDCWD</w>, "O_TRUNC, O_WRONLY) = 5", O_RDONLY) = 3</w/O_TRUNC, O_WRONLY) = 5>',
    ],
    { opened: ['/w/a b/x>y"z.txt', '/w/O_TRUNC, O_WRONLY) = 5'] },
  ],
  [
    'names beyond ASCII',
    ['13 openat(AT_FDCWD</w>, "\\303\\251.txt", O_RDONLY) = 3</w/\\303\\251.txt>'],
    { opened: ['/w/é.txt'] },
  ],
  [
    'a listed folder, which is no file that was read',
    [
      '13 openat(AT_FDCWD</w>, ".", O_RDONLY|O_NONBLOCK|O_CLOEXEC|O_DIRECTORY) = 3</w>',
      '13 getdents64(3</w>, 0x55586e6c3200 /* 3 entries */, 32768) = 80',
      '13 getdents64(3</w>, 0x55586e6c3200 /* 0 entries */, 32768) = 0',
    ],
    { listed: ['/w'] },
  ],
  [
    'calls during which others came to speak',
    [
      '57 openat(AT_FDCWD</w>, "a", O_RDONLY|O_CLOEXEC <unfinished ...>',
      '58 openat(AT_FDCWD</w>, "b", O_RDONLY|O_CLOEXEC <unfinished ...>',
      '57 <... openat resumed>)             = 6</w/a>',
      '58 <... openat resumed>)             = 7</w/b>',
    ],
    { opened: ['/w/a', '/w/b'] },
  ],
  [
    'a program, and a script with what runs it',
    [
      '13 execve("/usr/bin/cat", ["cat", "x"], 0x7ffdc975ff90 /* 38 vars */) = 0',
      '14 execve("/no/cat", ["cat"], 0x7ffdc975ff90 /* 38 vars */) = -1 ENOENT (No such file or directory)',
    ],
    { opened: ['/usr/bin/cat'] },
  ],
  [
    'a relative program, against the folder that the process says next',
    [
      '13 execve("./tool", ["./tool"], 0x7ffdc975ff90 /* 38 vars */) = 0',
      '13 openat(AT_FDCWD</w/bin>, "/etc/ld.so.cache", O_RDONLY|O_CLOEXEC) = 3</etc/ld.so.cache>',
    ],
    { opened: ['/w/bin/tool', '/etc/ld.so.cache'] },
  ],
  [
    'a relative program without libraries, against the folder it was started in',
    ['13 execve("./tool", ["./tool"], 0x7ffdc975ff90 /* 38 vars */) = 0'],
    { opened: ['/start/tool'] },
  ],
  [
    'a relative program of a child that went elsewhere',
    [
      '13 chdir("/w")                        = 0',
      '13 vfork( <unfinished ...>',
      '14 chdir("bin")                       = 0',
      '14 execve("./tool", ["./tool"], 0x7ffdc975ff90 /* 38 vars */ <unfinished ...>',
      '13 <... vfork resumed>)              = 14',
      '14 <... execve resumed>)             = 0',
    ],
    { opened: ['/w/bin/tool'] },
  ],
  [
    'a relative program of a child that was known before it spoke',
    [
      '13 fchdir(4</w>)                      = 0',
      '13 clone(child_stack=NULL, flags=SIGCHLD, child_tidptr=0x7fe57e39ba10) = 14',
      '14 execve("bin/tool", ["tool"], 0x7ffdc975ff90 /* 38 vars */) = 0',
    ],
    { opened: ['/w/bin/tool'] },
  ],
  [
    'lines that were cut off, and other words',
    ['13 openat(AT_FDCWD</w>, "a", O_RDO', '13 +++ exited with 0 +++', '13 exit_group(0) = ?', ''],
    {},
  ],
];

describe('what strace noted', () => {
  it.each(rows)('%s', (_title, lines, expected) => {
    expect(read(...lines)).toEqual({ ...nothing, ...expected });
  });
});

it.each([
  ['plain', 'plain'],
  ['a\\"b', 'a"b'],
  ['a\\\\b', 'a\\b'],
  ['tab\\tline\\n', 'tab\tline\n'],
  ['\\76\\0012', '>\u00012'],
  ['\\360\\237\\220\\215', '🐍'],
])('reads %s', (printed, text) => {
  expect(unescaped(printed)).toBe(text);
});
