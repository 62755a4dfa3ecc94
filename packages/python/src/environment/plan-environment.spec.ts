import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { temporaryFolder, writeFiles } from '../testing/temporary-folder.js';
import type { EnvironmentRequest } from './ensure-environment.js';
import { foreseePlan, forgetPlans, latestPlan } from './plan-environment.js';

const lock = 'version = 1\nrequires-python = ">=3.10"\n';

const site = '.venv/lib/python3.12/site-packages';

function prepare(): { request: EnvironmentRequest; folder: string } {
  const workspaceRoot = temporaryFolder({
    'uv.lock': lock,
    'pyproject.toml': '[project]\nname = "a"\nversion = "1"\n',
    '.venv/pyvenv.cfg': 'version = 3.12.4\n',
    '.venv/.nx-signal.json': '{}',
    [`${site}/six.py`]: '',
  });
  const request = { workspaceRoot, environment: '.', projects: ['.'], groups: [], extras: [] };
  return { request, folder: join(workspaceRoot, '.venv') };
}

afterEach(() => {
  vi.restoreAllMocks();
  forgetPlans();
});

describe('a plan that was foreseen', () => {
  it('is taken as long as nothing has changed', async () => {
    const { request, folder } = prepare();
    await foreseePlan(request, folder);
    const plan = await latestPlan(request, folder);
    expect(await latestPlan({ ...request }, folder)).toBe(plan);
    forgetPlans();
    const again = await latestPlan(request, folder);
    expect(again).not.toBe(plan);
    expect(again).toEqual(plan);
  });

  it.each([
    ['a lock', { 'uv.lock': `${lock}# other` }],
    ['a package', { [`${site}/new.py`]: '' }],
    ['another Python', { '.venv/pyvenv.cfg': 'version = 3.13.0\n' }],
    ['what it was made from', { '.venv/.nx-signal.json': '{"version":0}' }],
  ])('is made anew after a change of %s', async (_, files) => {
    const { request, folder } = prepare();
    await foreseePlan(request, folder);
    const plan = await latestPlan(request, folder);
    writeFiles(request.workspaceRoot, files);
    expect(await latestPlan(request, folder)).not.toBe(plan);
  });

  it.each<[string, Partial<EnvironmentRequest>]>([
    ['more', { groups: ['dev'] }],
    ['other projects', { wanted: [{ directory: '.', tools: ['mypy'] }] }],
  ])('is none for whoever asks for %s', async (_, more) => {
    const { request, folder } = prepare();
    await foreseePlan(request, folder);
    const plan = await latestPlan(request, folder);
    expect(await latestPlan({ ...request, ...more }, folder)).not.toBe(plan);
  });

  it('is none for a question that comes while it is made', async () => {
    const { request, folder } = prepare();
    const made = foreseePlan(request, folder);
    forgetPlans();
    await made;
    const plan = await latestPlan(request, folder);
    expect(await latestPlan(request, folder)).not.toBe(plan);
  });

  it('is made anew when it is old', async () => {
    const { request, folder } = prepare();
    await foreseePlan(request, folder);
    const plan = await latestPlan(request, folder);
    const now = performance.now();
    vi.spyOn(performance, 'now').mockReturnValue(now + 2_001);
    expect(await latestPlan(request, folder)).not.toBe(plan);
  });

  it('is none where it could not be made: whoever asks hears why', async () => {
    const { request, folder } = prepare();
    const other = { ...request, lockDigest: 'of another lock' };
    await expect(foreseePlan(other, folder)).rejects.toThrow();
    await expect(latestPlan(other, folder)).rejects.toThrow();
  });
});
