import { SignalError } from '../../errors.js';
import { planBuildah } from './buildah.js';
import { planBuildctl } from './buildctl.js';
import type { Ability, Builder, BuildPlan, ImageRequest } from './builder.js';
import { planBuildx } from './buildx.js';
import { planDocker } from './docker.js';

/** A build that a builder can do, and what it does without. */
export interface PlannedBuild extends BuildPlan {
  request: ImageRequest;
  /** Said before the build starts. */
  notes: string[];
}

interface Need {
  ability: Ability;
  what: string;
  needed(request: ImageRequest): boolean;
}

/** Without these the result would be another image. */
const needs: readonly Need[] = [
  {
    ability: 'manyPlatforms',
    what: 'build for several platforms at once',
    needed: ({ platforms }) => platforms.length > 1,
  },
  {
    ability: 'attestations',
    what: 'attach an SBOM or a provenance attestation',
    needed: ({ sbom, provenance }) => sbom || provenance,
  },
];

function unable({ title }: Builder, what: string): SignalError {
  return new SignalError({
    code: 'BUILDER_UNABLE',
    message: `${title} cannot ${what}.`,
    hint: 'use buildx with a docker-container or remote driver, or buildctl; or leave that option out.',
  });
}

function checkNeeds(builder: Builder, request: ImageRequest): void {
  const missing = needs.find(({ ability, needed }) => needed(request) && !builder.can.has(ability));
  if (missing) throw unable(builder, missing.what);
  const secret = request.secrets.find(({ source }) => source.includes(','));
  if (secret) throw unable(builder, `read the secret "${secret.id}" from a path with a comma`);
}

function planFor(builder: Builder, request: ImageRequest): BuildPlan {
  switch (builder.name) {
    case 'buildx':
      return planBuildx(builder, request);
    case 'docker':
      return planDocker(request);
    case 'buildctl':
      return planBuildctl(builder, request);
    case 'buildah':
    case 'podman':
      return planBuildah(builder, request);
  }
}

/**
 * Plans a build. What a builder cannot do is left out with a note when the image is the same without
 * it, such as the export of layers, and is an error otherwise.
 *
 * @param archive - where the image goes when it is to be a file
 * @throws SignalError BUILDER_UNABLE
 */
export function planBuild(builder: Builder, wanted: ImageRequest, archive: string): PlannedBuild {
  checkNeeds(builder, wanted);
  const notes: string[] = [];
  const request = { ...wanted };
  if (request.cache && !builder.can.has('layerCache')) {
    notes.push(
      `${builder.title} cannot store layers remotely (${request.cache.type}), so the image is built without.`,
    );
    request.cache = undefined;
  }
  if (!builder.can.has('store') && !request.push && !request.archive) {
    notes.push(`${builder.title} has no image store, so the image is written to a file.`);
    request.archive = archive;
  }
  return { ...planFor(builder, request), request, notes };
}
