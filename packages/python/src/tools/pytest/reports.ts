import type { ResolvedOptions } from '../../options/merge.js';
import { testKinds } from '../../options/names.js';
import { joinPath } from '../../paths.js';
import type { ConfigFiles, ToolConfig } from '../../settings/config-lookup.js';
import { type Pyproject, valueAt } from '../../toml/pyproject.js';

/** What the settings of one project are. */
export interface ReportSettings {
  pyproject: Pyproject;
  /** Where pytest finds its settings. */
  config: ToolConfig;
  configFiles: ConfigFiles;
  options: ResolvedOptions;
}

/** Arguments that name a file or folder, in settings of any format. */
const argument =
  /--(?:cov-report[=\s"',]+(?:xml|html|json|lcov|annotate):|junit-?xml[=\s"',]+|html[=\s"',]+|json-report-file[=\s"',]+|report-log[=\s"',]+)([^\s"',\]]+)/g;

/** Settings of coverage.py that name what it writes. */
const coverageKeys = [
  'xml.output',
  'json.output',
  'lcov.output',
  'html.directory',
  'run.data_file',
];

/** Settings above the project count, too: pytest runs in the project's folder. */
function textOfSettings({ pyproject, config, configFiles, options }: ReportSettings): string {
  const { file } = config;
  const above = file?.endsWith('pyproject.toml')
    ? JSON.stringify(config.above.map(({ value }) => value))
    : file && configFiles.text(file);
  const args = testKinds.flatMap((kind) => {
    const target = options.target(kind);
    return target ? (target.args ?? []) : [];
  });
  return [pyproject.text, above ?? '', ...args].join('\n');
}

/** The reports that a project's own settings name, relative to the project; none outside of it. */
export function configuredReports(settings: ReportSettings): string[] {
  const named = [...textOfSettings(settings).matchAll(argument)].map(([, path]) => path);
  const coverage = coverageKeys.map((key) =>
    valueAt(settings.pyproject.data, `tool.coverage.${key}`),
  );
  const paths = [...named, ...coverage].flatMap((path) =>
    typeof path === 'string' && path !== '' && !path.startsWith('/') ? [joinPath('.', path)] : [],
  );
  return [...new Set(paths)].filter((path) => path !== '.' && !path.startsWith('..')).sort();
}
