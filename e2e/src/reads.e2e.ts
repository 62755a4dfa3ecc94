import { pytestReads } from '../../packages/python/src/tools/pytest/reads.cases.js';
import { ruffReads } from '../../packages/python/src/tools/ruff/reads.cases.js';
import { describeReads } from './reads/describe-reads.js';

describeReads('ruff', ruffReads);
describeReads('pytest', pytestReads);
