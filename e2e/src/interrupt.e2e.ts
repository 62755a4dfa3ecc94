import { describeInterrupts } from './interrupt/describe-interrupts.js';

describeInterrupts('unit');
