import { SignalError } from '../errors.js';

/** What templates of tags, labels and cache references can name. */
export interface TemplateValues {
  projectName: string;
  /** The project's name, with that of the Dockerfile behind it when it has one of its own. */
  imageName: string;
  version: string | undefined;
  /** Short hash of the commit; undefined outside a git repository. */
  shortSha: string | undefined;
  contextHash: string;
}

const names = ['projectName', 'imageName', 'version', 'shortSha', 'contextHash'] as const;

function invalid(message: string, hint: string): SignalError {
  return new SignalError({ code: 'OPTIONS_INVALID', message, hint });
}

/** Fills a template in. Throws OPTIONS_INVALID for a name that is unknown or has no value here. */
export function fillTemplate(template: string, values: TemplateValues): string {
  return template.replace(/\{([^}]*)\}/g, (_, name: string) => {
    const known = names.find((candidate) => candidate === name);
    if (!known) {
      const list = names.map((candidate) => `{${candidate}}`).join(', ');
      throw invalid(`"${template}" uses {${name}}, which is unknown.`, `use one of ${list}.`);
    }
    const value = values[known];
    if (value !== undefined) return value;
    throw known === 'version'
      ? invalid(
          `"${template}" uses {version}, but the project has no fixed version.`,
          'set `version` in [project], or use {contextHash}.',
        )
      : invalid(`"${template}" uses {shortSha} outside a git repository.`, 'use {contextHash}.');
  });
}

/** A name as images may have it: lower case, single separators. */
export function imageNameOf(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}

const name = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const tagPattern = new RegExp(
  `^(?:[A-Za-z0-9.-]+(?::\\d+)?/)?${name}(?:/${name})*(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?$`,
);

/** The tags of an image. Throws OPTIONS_INVALID for one that no registry would take. */
export function fillTags(templates: readonly string[], values: TemplateValues): string[] {
  // A local version, as in 1.0+cpu, holds a character that tags must not.
  const version = values.version?.replace(/[^A-Za-z0-9_.-]/g, '-');
  const tags = templates.map((template) => fillTemplate(template, { ...values, version }));
  for (const tag of tags) {
    if (!tagPattern.test(tag))
      throw invalid(
        `"${tag}" is not a valid image name.`,
        'use a form such as registry.example/team/{imageName}:{version}.',
      );
  }
  return [...new Set(tags)];
}
