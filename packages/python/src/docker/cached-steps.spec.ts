import { expect, it } from 'vitest';
import { CachedSteps } from './cached-steps.js';

const progress = `#0 building with "default" instance using docker driver

#1 [internal] load build definition from Dockerfile
#1 transferring dockerfile: 512B done
#1 DONE 0.0s

#2 [internal] load metadata for docker.io/library/python:3.13-slim
#2 DONE 0.8s

#5 [build 1/4] FROM docker.io/library/python:3.13-slim@sha256:0123
#5 CACHED

#6 [build 2/4] COPY --from=uv /uv /bin/uv
#6 CACHED

#7 [build 3/4] RUN uv sync
#7 0.321 Resolved 12 packages
#7 0.400 #6 DONE 0.0s
#7 DONE 3.2s

#8 [build 4/4] RUN exit 1
#8 ERROR: process "/bin/sh -c exit 1" did not complete successfully: exit code: 1

#9 [2/3] COPY . /app
#9 CACHED

#10 [linux/arm64 stage-1 3/3] RUN true
#10 CACHED

#11 exporting to image
#11 exporting layers done
#11 DONE 0.1s
`;

it('counts the steps of a Dockerfile that ended, however their text arrives', () => {
  for (const size of [1, 7, 10_000]) {
    const steps = new CachedSteps();
    for (let at = 0; at < progress.length; at += size) steps.push(progress.slice(at, at + size));
    expect(steps.count).toEqual({ hits: 3, of: 4 });
  }
});

it('tells nothing where there are none', () => {
  const steps = new CachedSteps();
  steps.push('STEP 1/2: FROM scratch\n--> Using cache 0123\n#1 [internal] load\n#1 DONE 0.0s\n');
  expect(steps.count).toBeUndefined();
});
