/** What can be asked of a lock: the same selection as flags for uv and as what `rootsOf` is given. */

const nothing = { extras: [], groups: [] };

/** Names of the extras or groups of a local project, out of the ids `name[extra]` and `name:group`. */
function partsOf(lock, name, kind) {
  const nodes = [...lock.nodes.values()].filter((node) => node.name === name && node.kind === kind);
  const partAfter = kind === 'extra' ? /\[(.+)\]$/ : /:([^:]+)$/;
  return nodes.map(({ id }) => partAfter.exec(id)[1]);
}

const option = (name) => (part) => [`--${name}`, part];

/** The project with some of its parts; `--no-default-groups`, so that nothing comes unasked. */
function withParts(title, directory, { extras = [], groups = [] }) {
  const flags = [...extras.flatMap(option('extra')), ...groups.flatMap(option('group'))];
  return {
    title,
    flags: ['--no-default-groups', ...flags],
    starts: [{ directory, parts: { extras, groups } }],
  };
}

/** A group alone, `owner` being whose group it is. */
function onlyGroup(title, owner, group) {
  const parts = { extras: [], groups: [group], projectItself: false };
  return { title, flags: ['--only-group', group], starts: [{ directory: owner, parts }] };
}

/** Groups that a member lacks but the root has: uv takes the root's. */
function sharedGroups(lock, name, groups) {
  const root = lock.localByDirectory.get('.');
  const shared = root === undefined || root === name ? [] : partsOf(lock, root, 'group');
  return shared.filter((group) => !groups.includes(group));
}

/** Every selection for one local project: alone, with each part, with all parts, each group alone. */
export function selectionsFor(lock, { name, directory }) {
  const extras = partsOf(lock, name, 'extra');
  const groups = partsOf(lock, name, 'group');
  const dev = groups.filter((group) => group === 'dev');
  const rows = [
    { title: 'by default', flags: [], starts: [{ directory, parts: { extras: [], groups: dev } }] },
    { title: 'without dev', flags: ['--no-dev'], starts: [{ directory, parts: nothing }] },
    ...extras.map((extra) => withParts(`[${extra}]`, directory, { extras: [extra] })),
    ...groups.map((group) => withParts(`:${group}`, directory, { groups: [group] })),
    withParts('everything', directory, { extras, groups }),
    // At a root that is no project, uv adds the members' groups of that name; a node is one group.
    ...(name === '.' ? [] : groups).map((group) => onlyGroup(`only :${group}`, directory, group)),
    ...sharedGroups(lock, name, groups).map((group) =>
      onlyGroup(`the root's :${group}`, '.', group),
    ),
  ];
  const member = name === '.' ? [] : ['--package', name];
  return rows.map(({ title, flags, starts }) => ({
    title: `${name} ${title}`,
    flags: [...member, ...flags],
    starts,
  }));
}
