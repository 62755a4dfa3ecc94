import { valueAt } from '../toml/pyproject.js';

/** What builds a project by its `[build-system]`; empty where nothing is named, or no text is. */
export function buildBackend(data: Parameters<typeof valueAt>[0]): string {
  const name = valueAt(data, 'build-system.build-backend');
  return typeof name === 'string' ? name : '';
}
