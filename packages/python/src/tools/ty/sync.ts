import type { ListSetting } from '../list-setting.js';

/** What `nx sync` completes. */
export const syncedLists: readonly ListSetting[] = [
  { keys: ['environment', 'extra-paths'], holds: 'folders' },
];
