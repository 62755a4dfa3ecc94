import { describe, expect, it } from 'vitest';
import type { BuilderName } from '../../options/names.js';
import { errorOf } from '../../testing/error-of.js';
import { layerCacheOf } from '../layer-cache.js';
import type { Ability, Builder, ImageRequest } from './builder.js';
import { planBuild } from './plan-build.js';

const plain: ImageRequest = {
  context: '/c',
  dockerfile: '/d/Dockerfile',
  tags: ['api:1', 'r.test/api:1'],
  labels: { title: 'api' },
  platforms: [],
  buildArgs: { A: 'b' },
  secrets: [],
  stage: undefined,
  network: undefined,
  cache: undefined,
  importCache: true,
  push: false,
  archive: undefined,
  sbom: false,
  provenance: false,
  args: [],
  scratch: '/s',
};

const all: Ability[] = ['layerCache', 'manyPlatforms', 'attestations'];
const builders: Record<BuilderName, Builder> = {
  buildx: { name: 'buildx', title: 'buildx', can: new Set([...all, 'store']) },
  docker: { name: 'docker', title: 'docker', can: new Set(['store']) },
  buildctl: { name: 'buildctl', title: 'buildctl', can: new Set(all), args: ['--addr=unix:///b'] },
  buildah: { name: 'buildah', title: 'buildah', can: new Set(['store']) },
  podman: { name: 'podman', title: 'podman', can: new Set(['store']) },
};

const plan = (name: BuilderName, request: Partial<ImageRequest> = {}) =>
  planBuild(builders[name], { ...plain, ...request }, '/r/image.tar');
const commands = (name: BuilderName, request: Partial<ImageRequest> = {}) =>
  plan(name, request).steps.map(({ command, args }) => [command, ...args].join(' '));

const common =
  '--file /d/Dockerfile --tag api:1 --tag r.test/api:1 --label title=api --build-arg A=b';

describe('an image for the local store', () => {
  const rows: [name: BuilderName, command: string][] = [
    [
      'buildx',
      `docker buildx build ${common} --progress=plain --metadata-file=/s/metadata.json --iidfile=/s/image-id --provenance=false --load /c`,
    ],
    ['docker', `docker build ${common} --progress=plain --iidfile=/s/image-id /c`],
    ['buildah', `buildah build --layers --format=docker ${common} --iidfile=/s/image-id /c`],
    ['podman', `podman build --layers --format=docker ${common} --iidfile=/s/image-id /c`],
  ];
  it.each(rows)('%s', (name, command) => {
    expect(commands(name)).toEqual([command]);
  });

  it('is a file with buildctl, which has none, and that is said', () => {
    const { steps, notes } = plan('buildctl');
    expect(steps[0]?.args.join(' ')).toBe(
      '--addr=unix:///b build --frontend=dockerfile.v0 --progress=plain --local context=/c --local dockerfile=/d ' +
        '--opt filename=Dockerfile --opt label:title=api --opt build-arg:A=b ' +
        '--output type=docker,"name=api:1,r.test/api:1","dest=/r/image.tar" --metadata-file=/s/metadata.json',
    );
    expect(notes).toEqual(['buildctl has no image store, so the image is written to a file.']);
  });
});

describe('what is asked for reaches the builder', () => {
  const gha = layerCacheOf('gha', 'api', {});
  const secrets = [
    { id: 'a', kind: 'env' as const, source: 'A' },
    { id: 'b', kind: 'file' as const, source: '/w/b' },
  ];
  const rows: [name: BuilderName, request: Partial<ImageRequest>, parts: string[]][] = [
    [
      'buildx',
      { platforms: ['linux/amd64', 'linux/arm64'] },
      ['--platform linux/amd64,linux/arm64'],
    ],
    ['buildx', { stage: 'build', network: 'host' }, ['--target build', '--network host']],
    ['buildx', { push: true }, [' --push /c']],
    ['buildx', { archive: '/r/a.tar' }, ['--output type=docker,dest=/r/a.tar /c']],
    ['buildx', { sbom: true, provenance: true }, ['--provenance=mode=max', '--sbom=true']],
    [
      'buildx',
      { cache: gha },
      ['--cache-to type=gha,mode=max,scope=api --cache-from type=gha,scope=api'],
    ],
    ['buildx', { secrets }, ['--secret id=a,env=A --secret id=b,src=/w/b']],
    ['buildx', { args: ['--pull'] }, [' --pull /c']],
    ['docker', { secrets }, ['--secret id=a,env=A --secret id=b,src=/w/b']],
    [
      'buildctl',
      { stage: 'build', network: 'host' },
      ['--opt target=build', '--opt force-network-mode=host --allow network.host'],
    ],
    ['buildctl', { push: true }, ['--output type=image,"name=api:1,r.test/api:1",push=true']],
    [
      'buildctl',
      { sbom: true, provenance: true },
      ['--opt attest:sbom=', '--opt attest:provenance=mode=max'],
    ],
    [
      'buildctl',
      { cache: gha },
      ['--export-cache type=gha,mode=max,scope=api --import-cache type=gha,scope=api'],
    ],
    [
      'buildctl',
      { platforms: ['linux/amd64', 'linux/arm64'] },
      ['--opt platform=linux/amd64,linux/arm64', 'type=oci,'],
    ],
    ['buildah', { secrets }, ['--secret id=a,src=A,type=env --secret id=b,src=/w/b']],
    ['buildah', { platforms: ['linux/arm64'] }, ['--platform linux/arm64']],
  ];
  it.each(rows)('%s with %j', (name, request, parts) => {
    const [command] = commands(name, request);
    for (const part of parts) expect(command).toContain(part);
  });

  it('a local cache that is not there yet is not read', () => {
    const cache = layerCacheOf('local:/c', 'api', {});
    const [command] = commands('buildx', { cache, importCache: false });
    expect(command).toContain('--cache-to type=local');
    expect(command).not.toContain('--cache-from');
  });

  const more: [name: BuilderName, request: Partial<ImageRequest>, steps: string[]][] = [
    ['docker', { push: true }, ['docker push api:1', 'docker push r.test/api:1']],
    ['docker', { archive: '/a' }, ['docker save --output /a api:1 r.test/api:1']],
    [
      'buildah',
      { push: true, archive: '/a' },
      [
        'buildah push --digestfile=/s/digest api:1',
        'buildah push --digestfile=/s/digest r.test/api:1',
        'buildah push api:1 docker-archive:/a:api:1',
      ],
    ],
    ['podman', { archive: '/a' }, ['podman save --output /a api:1 r.test/api:1']],
  ];
  it.each(more)('%s, in more than one step, with %j', (name, request, steps) => {
    expect(commands(name, request).slice(1)).toEqual(steps);
  });
});

describe('what a builder cannot do', () => {
  it.each(['docker', 'buildah', 'podman'] as const)(
    '%s builds without exporting layers, and says so',
    (name) => {
      const { notes, request } = plan(name, { cache: layerCacheOf('gha', 'api', {}) });
      expect(notes).toEqual([
        `${name} cannot store layers remotely (gha), so the image is built without.`,
      ]);
      expect(request.cache).toBeUndefined();
    },
  );

  const rows: [request: Partial<ImageRequest>, what: string][] = [
    [{ platforms: ['linux/amd64', 'linux/arm64'] }, 'build for several platforms at once'],
    [{ sbom: true }, 'attach an SBOM or a provenance attestation'],
    [{ provenance: true }, 'attach an SBOM or a provenance attestation'],
    [
      { secrets: [{ id: 'a', kind: 'file', source: '/a,b' }] },
      'read the secret "a" from a path with a comma',
    ],
  ];
  it.each(rows)('is an error where the image would be another: %j', (request, what) => {
    expect(errorOf(() => plan('docker', request))).toMatchObject({
      code: 'BUILDER_UNABLE',
      message: `docker cannot ${what}.`,
    });
  });
});
