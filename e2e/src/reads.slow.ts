import { mypyReads } from '../../packages/python/src/tools/mypy/reads.cases.js';
import { pyreflyReads } from '../../packages/python/src/tools/pyrefly/reads.cases.js';
import { pyrightReads } from '../../packages/python/src/tools/pyright/reads.cases.js';
import { tyReads } from '../../packages/python/src/tools/ty/reads.cases.js';
import { describeReads } from './reads/describe-reads.js';

describeReads('mypy', mypyReads);
describeReads('pyright', pyrightReads);
describeReads('ty', tyReads);
describeReads('pyrefly', pyreflyReads);
