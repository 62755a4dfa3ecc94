import type { CheckerReads } from '../checkers/checker-reads.js';

/** What mypy reads. */
export const mypyReads: CheckerReads = {
  candidates: [
    { name: 'mypy.ini' },
    { name: '.mypy.ini' },
    { name: 'pyproject.toml', sections: ['tool.mypy'] },
    { name: 'setup.cfg', sections: ['mypy'] },
  ],
  pathKeys: ['mypy_path', 'custom_typeshed_dir', 'plugins'],
  usualPaths: [],
};
