#!/usr/bin/env node
// CommonJS, since Node starts its pool of threads before the first line of an ES module: each thread
// waits for one disk, and with the usual four, uploads would wait for each other.
process.env['UV_THREADPOOL_SIZE'] ??= '16';
void import('./cli/main.js');
