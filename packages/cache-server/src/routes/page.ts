import { readFile } from 'node:fs/promises';
import { replyText } from '../http/reply.js';
import type { Route } from '../http/route.js';

const page = new URL('../../page/', import.meta.url);

const files: Record<string, { file: string; type: string }> = {
  '/': { file: 'index.html', type: 'text/html; charset=utf-8' },
  '/icon.svg': { file: 'icon.svg', type: 'image/svg+xml' },
  '/page.css': { file: 'page.css', type: 'text/css; charset=utf-8' },
  '/page.js': { file: 'page.js', type: 'text/javascript; charset=utf-8' },
};

/** Nothing from elsewhere, no script inside the page: names of projects come from archives. */
const securityHeaders = {
  'Content-Security-Policy': "default-src 'self'; base-uri 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-cache',
};

/** The page at `/`, and its two files. It holds no data: those it asks for with the reader's token. */
export const pageRoute: Route = {
  prefix: '/',
  isPublic: true,
  async handle({ request, response, path }) {
    const entry = Object.hasOwn(files, path) ? files[path] : undefined;
    if (!entry || request.method !== 'GET') {
      return replyText(response, 404, 'Not found\n');
    }
    const text = await readFile(new URL(entry.file, page), 'utf8');
    replyText(response, 200, text, { 'Content-Type': entry.type, ...securityHeaders });
  },
};
