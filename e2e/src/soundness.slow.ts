import { describeSoundness } from './soundness/describe-soundness.js';

// Other edits each time: what is found is found again with the seed that the title tells.
describeSoundness(
  'random edits, new ones',
  Number(process.env['NX_SIGNAL_SEED'] ?? Date.now() % 2 ** 31),
  60,
);
