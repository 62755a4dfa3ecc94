import { expect, it } from 'vitest';
import { startFailure } from './start-failure.js';

const trace = '\n\nBacktrace:\n   0: <unknown>\n   1: main\n             at ./csu/start.c:360:3\n';

it.each([
  [
    `sccache: error: storage failed: Unexpected (temporary) at read => send http request\n\nContext:\n   url: http://h/x\n\nSource:\n   error sending request for url (http://user:word@h/x): Connection refused${trace}`,
    'storage failed: error sending request for url (http://h/x): Connection refused',
  ],
  [
    `sccache: error: storage failed: Unexpected (permanent) at read => no\n\nContext:\n   response: Parts { status: 401, version: HTTP/1.1 }${trace}`,
    'storage failed: status 401',
  ],
  ['error: no such program\nmore', 'error: no such program'],
  ['', ''],
])('%j', (output, reason) => {
  expect(startFailure(output)).toBe(reason);
});
