import { compareText } from '../io.mjs';

/**
 * Findings as scouts hand them over, made whole: a model may leave out a field or write one in another shape, and that
 * must not lose the rest.
 * @typedef {{part: string, path: string, files: number, bytes: number, finding?: object, why?: string}} Part
 */

/**
 * The parts in their order, each with its finding or the reason why there is none.
 * @param {{parts?: unknown, findings?: unknown, missing?: unknown, refused?: unknown}} given
 * @returns {Part[]}
 */
export function readParts({ parts, findings, missing, refused }) {
  const found = new Map(
    list(findings)
      .map(readFinding)
      .flatMap((finding) => (finding === undefined ? [] : [[finding.part, finding]])),
  );
  const reasons = new Map(list(missing).flatMap(readMissing));
  const refusals = list(refused).map(reasonOf);
  const declared = list(parts).flatMap((part) => (isObject(part) && typeof part.id === 'string' ? [part] : []));
  const known = new Set(declared.map(({ id }) => id));
  const others = [...found.values()].filter(({ part }) => !known.has(part)).sort((a, b) => compareText(a.part, b.part));
  return [...declared, ...others.map(({ part, path }) => ({ id: part, path }))].map(({ id, path, files, bytes }) => {
    const finding = found.get(id);
    const shared = {
      part: id,
      path: text(path) ?? '.',
      files: whole(files ?? finding?.measure.files),
      bytes: whole(bytes ?? finding?.measure.bytes),
    };
    if (finding !== undefined) return { ...shared, finding };
    return { ...shared, why: reasons.get(id) ?? refusals.shift() ?? 'no scout reported on it' };
  });
}

function readFinding(value) {
  if (!isObject(value) || typeof value.part !== 'string') return undefined;
  const measure = isObject(value.measure) ? value.measure : {};
  const activity = isObject(value.activity) ? value.activity : {};
  const dependencies = isObject(measure.dependencies) ? measure.dependencies : {};
  return {
    part: value.part,
    path: text(value.path) ?? '.',
    summary: text(value.summary) ?? text(measure.about),
    failures: [
      ...failure('its size and languages', value.measure),
      ...failure('its history', value.activity),
      ...failure('its open ends', value.todos_error === undefined ? undefined : { error: value.todos_error }),
    ],
    measure: {
      files: whole(measure.files),
      bytes: whole(measure.bytes),
      lines: whole(measure.lines),
      about: text(measure.about),
      notRead: whole(measure.not_read),
      languages: entries(measure.languages, 'language').map((each) => ({
        ...each,
        files: whole(each.files),
        lines: whole(each.lines),
      })),
      folders: entries(measure.folders, 'name').map((each) => ({ ...each, files: whole(each.files) })),
      largest: entries(measure.largest, 'path').map((each) => ({ ...each, lines: whole(each.lines) })),
      entryPoints: entries(measure.entry_points, 'path').map((each) => ({ ...each, why: text(each.why) ?? '' })),
      dependencies: {
        count: whole(dependencies.count),
        names: texts(dependencies.names),
        from: texts(dependencies.from),
      },
      tests: isObject(measure.tests)
        ? { files: whole(measure.tests.files), example: text(measure.tests.example) }
        : { files: 0 },
    },
    activity: {
      isGit: activity.is_git === true,
      commits: whole(activity.commits),
      days: whole(activity.days),
      last: text(activity.last_commit),
      authors: texts(activity.authors),
      changed: entries(activity.changed, 'path').map((each) => ({ ...each, commits: whole(each.commits) })),
    },
    todos: entries(value.todos, 'file').map((each) => ({
      ...each,
      line: whole(each.line),
      text: text(each.text) ?? '',
    })),
    moreTodos: value.more_todos === true || whole(value.more_todos) > 0,
  };
}

function failure(what, value) {
  if (!isObject(value) || (value.is_error !== true && value.error === undefined)) return [];
  return [`${what}: ${reasonOf(value)}`];
}

/** A thread's last place is the id of its part. */
function readMissing(value) {
  if (!isObject(value)) return [];
  const part = text(value.part) ?? text(value.place)?.split('/').at(-1);
  return part === undefined ? [] : [[part, reasonOf(value)]];
}

function reasonOf(value) {
  if (typeof value === 'string') return value;
  if (!isObject(value)) return 'no reason was told';
  const told =
    text(value.why) ?? text(value.message) ?? (value.error === undefined ? undefined : reasonOf(value.error));
  if (told !== undefined) return told;
  return text(value.status) === undefined ? 'no reason was told' : `its scout ended as ${value.status}`;
}

/** A list, or the values of a mapping; absent and null entries say nothing. */
function list(value) {
  const items = Array.isArray(value) ? value : isObject(value) ? Object.values(value) : [];
  return items.filter((item) => item !== null && item !== undefined);
}

function entries(value, key) {
  return list(value).filter((item) => isObject(item) && typeof item[key] === 'string');
}

function texts(value) {
  return list(value).filter((item) => typeof item === 'string');
}

function text(value) {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

function whole(value) {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? Math.round(value) : 0;
}

function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
