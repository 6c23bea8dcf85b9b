import type { DirectiveEntry, RunRow } from '#app';
import type { Action, KeyEntry } from '../keys/entry.ts';
import type { Surroundings } from '../overlays/surroundings.ts';
import { sanitize } from '../text/index.ts';
import { commands } from './commands.ts';
import { done, type PaletteEntry } from './entry.ts';
import { fleetCommands, hasFleet } from './fleet-commands.ts';
import { formDemand } from './form-demand.ts';

/** Keys that move within what is open: nobody looks them up by name. */
const NOT_OFFERED: ReadonlySet<Action> = new Set<Action>([
  'down',
  'up',
  'halfDown',
  'halfUp',
  'pageDown',
  'pageUp',
  'scrollDown',
  'scrollUp',
  'back',
  'palette',
  'filter',
]);

/** Commands whose name differs from that of the action they do. */
const SAME: Readonly<Partial<Record<Action, string>>> = {
  viewRuns: 'runs',
  viewThreads: 'threads',
  viewLog: 'log',
  viewFiles: 'files',
  viewDiff: 'diff',
  compare: 'compare-marked',
  leave: 'quit',
  quit: 'back',
};

/** Everything that can be asked for by name: commands, what keys do in the focused pane, directives, runs. */
export function paletteEntries(around: Surroundings): PaletteEntry[] {
  const keyOf = new Map(around.keys.map((entry) => [nameOf(entry.action), entry.show]));
  const named = commands.map((command) => {
    const key = keyOf.get(command.name);
    return key === undefined ? command : { ...command, key };
  });
  const taken = new Set(commands.map(({ name }) => name));
  const actions = around.keys
    .filter(({ action }) => !NOT_OFFERED.has(action) && !taken.has(nameOf(action)))
    .map(actionEntry);
  return [...named, ...actions, ...directiveEntries(around), ...around.runs.map(runEntry)];
}

/** What begins with a slash: every directive and graph, and where a run with a fleet is open, the commands of it. */
export function directiveEntries({ directives = [], feed }: Surroundings): PaletteEntry[] {
  const own = directives.map(directiveEntry);
  const taken = new Set(own.map(({ name }) => name));
  const hidden = feed === undefined || !hasFleet(feed.state);
  const fleet = fleetCommands.filter(({ name }) => !taken.has(name)).map((entry) => ({ ...entry, hidden }));
  return [...own, ...fleet];
}

/** `failedOnly` is typed as `failed-only`. */
function nameOf(action: Action): string {
  return SAME[action] ?? action.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function actionEntry({ action, show, help }: KeyEntry): PaletteEntry {
  return {
    name: nameOf(action),
    aliases: [],
    description: help,
    key: show,
    resolve: () => done({ kind: 'action', action }),
  };
}

function directiveEntry(entry: DirectiveEntry): PaletteEntry {
  const { id, kind, description, inputs, problem } = entry;
  const usage = inputs.map(({ name, required }) => (required ? name : `[${name}]`)).join(' ');
  return {
    name: `/${sanitize(id)}`,
    aliases: [],
    ...(usage !== '' && { usage: sanitize(usage) }),
    description: sanitize(
      problem ? `cannot be used: ${problem.message}` : `${kind === 'graph' ? 'graph: ' : ''}${description}`,
    ),
    resolve: (words) => done(formDemand(entry, words)),
  };
}

function runEntry({ run_id, item, status }: RunRow): PaletteEntry {
  return {
    name: sanitize(run_id),
    aliases: [],
    description: sanitize(`open the run of ${item ?? 'something that cannot be read'}, ${status}`),
    resolve: () => done({ kind: 'openRun', runId: run_id }),
  };
}
