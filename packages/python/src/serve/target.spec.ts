import { describe, expect, it } from 'vitest';
import type { WorkspaceOptions } from '../options/schema.js';
import { shop } from '../testing/shop.js';
import { targetsOf } from '../testing/workspace.js';

const manifest = 'services/api/pyproject.toml';

function served(settings: string, options: WorkspaceOptions = {}) {
  const text = `${shop[manifest]}[tool.nx-signal]\n${settings}\n`;
  return targetsOf({ ...shop, [manifest]: text }, 'services/api', options);
}

describe('a project that says what serves it', () => {
  it('has a target that goes on, and has no result', () => {
    const { metadata, ...target } = served('serve = "uvicorn api.app:app --reload"')['serve'] ?? {};
    expect(target).toEqual({
      executor: '@nx-signal/python:serve',
      continuous: true,
      cache: false,
      options: {
        kind: 'serve',
        environment: '.',
        command: ['uvicorn', 'api.app:app', '--reload'],
      },
    });
    expect(metadata?.description).toBe('Run uvicorn api.app:app --reload until it is stopped.');
  });

  it('says so in a list, too', () => {
    const { options } = served(`serve = ["python", "-c", "print('a b')"]`)['serve'] ?? {};
    expect(options.command).toEqual(['python', '-c', "print('a b')"]);
  });

  it('keeps its environment for itself if it has one', () => {
    const { options } = served('isolation = "project"\nserve = "x"')['serve'] ?? {};
    expect(options.isolation).toBe('project');
  });

  it('can give it another name, or none', () => {
    const named = (setting: string) =>
      Object.keys(served(`serve = "x"\ntargets.serve = ${setting}`));
    expect(named('{ name = "start" }')).toContain('start');
    expect(named('{ name = "start" }')).not.toContain('serve');
    expect(named('false')).not.toContain('serve');
  });
});

it('there is none unless a project says so', () => {
  expect(Object.keys(targetsOf(shop, 'services/api'))).not.toContain('serve');
});

it('no aggregate waits for it', () => {
  const { signal } = served('serve = "x"');
  expect(JSON.stringify(signal)).not.toContain('serve');
});
