/** Python sources of a generated project: formatted as ruff does it, and clean under strict mypy. */

/** Tests in each project. */
export const testsPerProject = 4;

function titled(module) {
  return module
    .split('_')
    .map((part) => part[0].toUpperCase() + part.slice(1))
    .join('');
}

function packageFile({ module }) {
  const type = titled(module);
  return `"""Everything that ${module} offers."""

from ${module}.model import REVISION, ${type}

__all__ = ["REVISION", "${type}"]
`;
}

/** The line `REVISION = …` is the one that edits change. */
function modelFile({ module, numbers }, usesPackage) {
  const type = titled(module);
  const encoded = usesPackage ? 'idna.encode(self.name).decode()' : 'self.name.lower()';
  return `"""The values that ${module} works with."""

from dataclasses import dataclass
from typing import Self
${usesPackage ? '\nimport idna\n' : ''}
REVISION = 0


@dataclass(frozen=True)
class ${type}:
    """A named amount."""

    name: str
    amount: int = ${numbers[0]}

    def scaled(self, factor: int) -> Self:
        """The same, with its amount multiplied."""
        return type(self)(self.name, self.amount * factor)

    def label(self) -> str:
        """How it is shown."""
        return f"{${encoded}}: {self.amount}"


def total(items: list[${type}]) -> int:
    """The sum of all amounts, revised."""
    return sum(item.amount for item in items) + REVISION - REVISION
`;
}

function usedModules(dependencies) {
  return dependencies.map((dependency) => dependency.replaceAll('-', '_'));
}

/** Module number \`index\` besides the model; it builds on the model and on one other project. */
function ruleFile({ module, dependencies, numbers }, index) {
  const type = titled(module);
  const used = usedModules(dependencies);
  const other = used[index % Math.max(used.length, 1)];
  const factor = numbers[index % numbers.length];
  const imported = [...(other ? [`from ${other}.model import ${titled(other)}`] : [])];
  imported.push(`from ${module}.model import ${type}, total`);
  imported.sort();
  const source = other ? titled(other) : type;
  return `"""Rule ${index} of ${module}."""

from collections.abc import Iterable, Sequence

${imported.join('\n')}

LIMIT_${index} = ${factor * 100}


def convert_${index}(source: ${source}) -> ${type}:
    """Make an amount of ours out of one of theirs."""
    return ${type}(source.name, source.amount + ${factor})


def bounded_${index}(items: Iterable[${type}], limit: int = LIMIT_${index}) -> list[${type}]:
    """Keep what stays below the limit."""
    kept: list[${type}] = []
    for item in items:
        if item.amount < limit:
            kept.append(item.scaled(${1 + (factor % 3)}))
    return kept


def summary_${index}(items: Sequence[${type}]) -> dict[str, int]:
    """Count and sum, by name."""
    counts: dict[str, int] = {}
    for item in items:
        counts[item.name] = counts.get(item.name, 0) + item.amount
    counts["total"] = total(list(items))
    return counts
`;
}

/** The tests, all four or those that leave room for two others. */
function testFile({ module, dependencies, numbers }, isImportHeavy) {
  const type = titled(module);
  const [other] = usedModules(dependencies);
  const source = other ? titled(other) : type;
  const imported = other ? [`from ${other} import ${source}`] : [];
  imported.push(
    `from ${module} import ${type}`,
    `from ${module}.rule_0 import ${isImportHeavy ? '' : 'bounded_0, '}convert_0${isImportHeavy ? '' : ', summary_0'}`,
  );
  imported.sort();
  const first = `${imported.join('\n')}


def test_scaled() -> None:
    assert ${type}("a").scaled(3).amount == ${numbers[0] * 3}


def test_convert() -> None:
    assert convert_0(${source}("b", 1)).amount == ${numbers[0] + 1}
`;
  if (isImportHeavy) return first;
  return `${first}

def test_label() -> None:
    assert ${type}("a", 7).label() == "a: 7"


def test_summary() -> None:
    items = bounded_0([${type}("a", 1), ${type}("b", 10**6)])
    assert [item.name for item in items] == ["a"]
    assert summary_0(items)["total"] == items[0].amount
`;
}

/**
 * All Python files of a project.
 *
 * @param {import('./plan.mjs').Project} project
 * @param {{files: number, usesPackage: boolean, isImportHeavy?: boolean}} options
 * @returns {Record<string, string>} texts by path, relative to the project
 */
export function pythonFiles(project, { files, usesPackage, isImportHeavy = false }) {
  const { module } = project;
  const result = {
    [`src/${module}/__init__.py`]: packageFile(project),
    [`src/${module}/model.py`]: modelFile(project, usesPackage),
    [`tests/unit/test_${module}.py`]: testFile(project, isImportHeavy),
  };
  for (let index = 0; index < files - 3; index++) {
    result[`src/${module}/rule_${index}.py`] = ruleFile(project, index);
  }
  return result;
}
