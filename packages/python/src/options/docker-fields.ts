import { z } from 'zod';
import { builderNames, contextKinds } from './names.js';

const texts = z.array(z.string().min(1)).optional();
const textTable = z.record(z.string().min(1), z.string()).optional();

/** Options of `docker-build`, among those of any target. */
export const dockerFields = {
  context: z
    .enum(contextKinds)
    .optional()
    .describe(
      'Images only: the build context. `pruned`: the project, the projects it depends on, and ' +
        'a lock restricted to them; `project`: its folder; `workspace`: everything. Default: ' +
        '`pruned` with a uv.lock, else `project`.',
    ),
  files: texts.describe(
    'Images only: more files of a pruned context, as globs from the workspace root. They enter the hash.',
  ),
  extras: texts.describe('Images only: extras of the project that the image may install.'),
  groups: texts.describe(
    'Images only: dependency groups of the project that the image may install.',
  ),
  builder: z
    .enum(builderNames)
    .optional()
    .describe(
      'Images only: the builder. Default: the first of these that is installed and answers.',
    ),
  tags: texts.describe(
    'Images only: names of the image. `{projectName}`, `{imageName}`, `{version}`, `{contextHash}` and ' +
      '`{shortSha}` are replaced; the last one makes every commit build an image. Default: `{imageName}:latest`.',
  ),
  labels: textTable.describe(
    'Images only: labels besides the OCI title, version and description; replaced like tags.',
  ),
  platforms: texts.describe(
    'Images only: platforms such as `linux/arm64`. Default: the builder’s.',
  ),
  stage: z
    .string()
    .min(1)
    .optional()
    .describe('Images only: the stage to build. Default: the last.'),
  buildArgs: textTable.describe(
    'Images only: values of `ARG`. `{env.NAME}` is replaced by an environment variable, which enters the hash.',
  ),
  secrets: z
    .record(
      z.string().regex(/^[A-Za-z0-9_.-]+$/, 'expected an id of letters, digits, ".", "_", "-"'),
      z.string().regex(/^(env|file):./, 'expected `env:NAME` or `file:path`'),
    )
    .optional()
    .describe(
      'Images only: secrets for `RUN --mount=type=secret,id=…`, as `env:NAME` or `file:path`. Never in the ' +
        'hash, a layer or the output.',
    ),
  network: z
    .enum(['default', 'host', 'none'])
    .optional()
    .describe('Images only: the network of `RUN`. Default: the builder’s.'),
  layerCache: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Images only: where layers are stored for other machines: `auto`, `none`, `gha`, `registry:<ref>`, ' +
        '`s3:<bucket>?region=…`, `local:<folder>`. `NX_SIGNAL_LAYER_CACHE` overrides it. Default: ' +
        '`auto`, which is `gha` in GitHub Actions and `none` elsewhere.',
    ),
  push: z.boolean().optional().describe('Images only: push all tags. Default: false.'),
  archive: z
    .boolean()
    .optional()
    .describe(
      'Images only: write the image to `image.tar` beside its metadata, so that a replay restores ' +
        'it. Default: false; always with buildctl unless it pushes.',
    ),
  sbom: z.boolean().optional().describe('Images only: attach an SBOM. Default: false.'),
  provenance: z
    .boolean()
    .optional()
    .describe('Images only: attach a provenance attestation. Default: false.'),
};
