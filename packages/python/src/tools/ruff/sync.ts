import type { ListSetting } from '../list-setting.js';

/** What `nx sync` completes: without them ruff sorts imports of siblings among third-party ones. */
export const syncedLists: readonly ListSetting[] = [
  { keys: ['src'], holds: 'folders' },
  { keys: ['lint', 'isort', 'known-first-party'], holds: 'modules' },
  { keys: ['isort', 'known-first-party'], holds: 'modules' },
];
