import type { ListSetting } from '../list-setting.js';

/** What `nx sync` completes. */
export const syncedLists: readonly ListSetting[] = [{ keys: ['search-path'], holds: 'folders' }];
