import type { Browser } from 'playwright-core';

/** Starts a real browser; the system's package is installed when there is none. */
export function startBrowser(): Promise<Browser>;
