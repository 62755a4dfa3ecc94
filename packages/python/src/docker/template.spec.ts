import { describe, expect, it } from 'vitest';
import { errorOf } from '../testing/error-of.js';
import { fillTags, fillTemplate, imageNameOf, type TemplateValues } from './template.js';

const values: TemplateValues = {
  projectName: 'api',
  imageName: 'api-admin',
  version: '1.2.0+cpu',
  shortSha: 'abc1234',
  contextHash: '0123456789ab',
};

describe('a template is filled in', () => {
  const rows: [template: string, text: string][] = [
    ['plain', 'plain'],
    ['{projectName}-{version}', 'api-1.2.0+cpu'],
    ['{imageName}:{shortSha}', 'api-admin:abc1234'],
    ['{contextHash}', '0123456789ab'],
  ];
  it.each(rows)('%s → %s', (template, text) => {
    expect(fillTemplate(template, values)).toBe(text);
  });

  const wrong: [template: string, given: Partial<TemplateValues>, message: string, hint: string][] =
    [
      [
        '{sha}',
        {},
        '"{sha}" uses {sha}, which is unknown.',
        'use one of {projectName}, {imageName}, {version}, {shortSha}, {contextHash}.',
      ],
      [
        '{version}',
        { version: undefined },
        '"{version}" uses {version}, but the project has no fixed version.',
        'set `version` in [project], or use {contextHash}.',
      ],
      [
        '{shortSha}',
        { shortSha: undefined },
        '"{shortSha}" uses {shortSha} outside a git repository.',
        'use {contextHash}.',
      ],
    ];
  it.each(wrong)('but %s with %j is an error', (template, given, message, hint) => {
    expect(errorOf(() => fillTemplate(template, { ...values, ...given }))).toMatchObject({
      code: 'OPTIONS_INVALID',
      message,
      hint,
    });
  });
});

describe('tags', () => {
  it('are filled in, each once, and a local version becomes one that registries take', () => {
    const templates = ['{imageName}:{version}', '{imageName}:1.2.0-cpu', 'r.test:5000/a/b'];
    expect(fillTags(templates, values)).toEqual(['api-admin:1.2.0-cpu', 'r.test:5000/a/b']);
  });

  it.each(['A:1', 'a:', 'a/:b', 'a b', '-a', 'a:b:c', ''])('%j is refused', (tag) => {
    expect(errorOf(() => fillTags([tag], values))).toMatchObject({ code: 'OPTIONS_INVALID' });
  });

  it.each([
    ['My_App.Core', 'my-app-core'],
    ['api', 'api'],
    ['-x-', 'x'],
  ])('%s is named %s', (text, name) => {
    expect(imageNameOf(text)).toBe(name);
  });
});
