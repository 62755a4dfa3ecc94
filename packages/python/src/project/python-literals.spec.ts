import { describe, expect, it } from 'vitest';
import { callIn, LiteralCall } from './python-literals.js';

const keywords = (source: string) => callIn(source, 'setup')?.keywords;

describe('arguments of a call', () => {
  const rows: [source: string, found: Record<string, unknown>][] = [
    ['setup(name="a", version=\'1\')', { name: 'a', version: '1' }],
    ['setuptools.setup(\n  name = "a" "b", # c\n)', { name: 'ab' }],
    ['NAME = "a"\nsetup(name=NAME)', { name: 'a' }],
    ['NAME: str = "a"\nsetup(name=NAME, x=1)', { x: 1 }],
    ['X = ["a"]\nY = X + ["b"]\nsetup(install_requires=Y)', { install_requires: ['a', 'b'] }],
    ['X = X + ["a"]\nsetup(x=X, name="a")', { name: 'a' }],
    [
      'setup(name=read("name"), zip_safe=False)',
      { name: expect.any(LiteralCall), zip_safe: false },
    ],
    ['setup(name="a-%s" % x, y=["b", c, "d"])', { y: ['b', 'd'] }],
    ['setup(name=f"a-{x}", y=f"b")', { y: 'b' }],
    [
      'setup(package_dir={"": "src", "x": y}, z={"a", "b"})',
      { package_dir: { '': 'src' }, z: ['a', 'b'] },
    ],
    ['setup(name=("a"), x=("a", "b"), y=("a",))', { name: 'a', x: ['a', 'b'], y: ['a'] }],
    ['setup(name="a" if x else "b", y="""c\nd""")', { y: 'c\nd' }],
    ['setup(name=about["x"], **more)', {}],
    ['setup(name="a", x=lambda: (1, 2), y="b")', { name: 'a', y: 'b' }],
    ['if True:\n    setup(name="a")\n', { name: 'a' }],
    ['def setup(name="no"):\n    pass\nsetup(name="a")', { name: 'a' }],
    ['# setup(name="no")\n"""setup(name="no")"""\nsetup(name="a")', { name: 'a' }],
    ['setup(name="a"', { name: 'a' }],
    ['setup(x=[(}, name="a")', expect.anything() as never],
  ];
  it.each(rows)('%j', (source, found) => {
    expect(keywords(source)).toEqual(found);
  });

  it('a call among them keeps its own', () => {
    const { packages } = keywords('setup(packages=find_packages("src", exclude=["tests*"]))') ?? {};
    expect(packages).toEqual(new LiteralCall('find_packages', ['src'], { exclude: ['tests*'] }));
  });

  it('there is none', () => {
    expect(callIn('print(setup)', 'setup')).toBeUndefined();
  });
});
