import { describeSoundness } from './soundness/describe-soundness.js';

describeSoundness('random edits', 20261128, 8);
