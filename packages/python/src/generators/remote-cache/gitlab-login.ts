/**
 * How a job of GitLab shows a server who it is, and takes the token that it gets for that. The program is a package of
 * the workspace, so that its lock says exactly what runs here.
 */
export interface GitlabLogin {
  /** Of a job: has GitLab make the token that proves who it is. */
  identity: readonly string[];
  /** An entry of `before_script`, behind the installation of packages. */
  script: readonly string[];
}

const program = 'node_modules/@nx-signal/cache-server/dist/main.cjs';

/** For a server whose URL is given; without one, for the one that a variable of the project names, if it does. */
export function gitlabLogin(server?: string): GitlabLogin {
  const audience = server === undefined ? '$NX_CACHE_SERVER' : JSON.stringify(server);
  const url = server === undefined ? '"$NX_CACHE_SERVER"' : `'${server}'`;
  return {
    identity: ['id_tokens:', `  NX_SIGNAL_CACHE_TOKEN: { aud: ${audience} }`],
    script: [
      '- |',
      '  # GitLab vouches for this job, and the cache server decides by its identity what it may read and write.',
      `  SERVER=${url}`,
      '  if [ -n "$SERVER" ]; then',
      `    LOGIN=$(node ${program} login --server "$SERVER") || echo "The remote cache gave this run no token; continuing without it."`,
      '    eval "$LOGIN"',
      '  fi',
    ],
  };
}
