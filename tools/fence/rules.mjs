/** Files, programs and the network, by Node's modules or by a room of ours. */
export const effects =
  /^(?:node:)?(?:fs|child_process|net|http|https|worker_threads)(?:\/|$)|^process\/|^nx-internal(?:-[a-z]+)?\.ts$/;

/** What only tests need is in no package. */
export const onlyForTests = {
  name: 'what only tests need is imported by tests only',
  files: /^/,
  forbids: /(?:^|\/)testing\/|\.spec\.ts$|^vitest$/,
};
