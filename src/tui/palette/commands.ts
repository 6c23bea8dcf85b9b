import { nearest } from '#protocol';
import type { Demand, Target } from '../overlays/demand.ts';
import { newCeiling } from '../overlays/new-ceiling.ts';
import type { Surroundings } from '../overlays/surroundings.ts';
import { isTheme, themes } from '../text/index.ts';
import { done, type PaletteEntry, type Resolved, refused } from './entry.ts';
import { formDemand } from './form-demand.ts';

/** A command without its aliases, where it has none. */
type Command = Omit<PaletteEntry, 'aliases'> & { aliases?: readonly string[] };

/** What has a name in the palette and either no key, or words behind it. */
const COMMANDS: readonly Command[] = [
  { name: 'runs', description: 'view 1: all runs of the project', resolve: act('viewRuns') },
  { name: 'threads', description: 'view 2: the threads of the open run', resolve: act('viewThreads') },
  { name: 'log', description: 'view 4: all events of the open run', resolve: act('viewLog') },
  { name: 'files', description: 'view 6: what the open run wrote', resolve: act('viewFiles') },
  { name: 'board', description: 'view 3: the cards of the open run', resolve: act('viewBoard') },
  { name: 'quit', aliases: ['q', 'q!', 'exit', 'wq'], description: 'quit; runs go on', resolve: act('leave') },
  {
    name: 'open',
    usage: 'RUN',
    description: 'open a run by its id',
    resolve: ([word], _rest, { runs }) => {
      if (!word) return refused('Which run? :open RUN');
      const ids = runs.map(({ run_id }) => run_id);
      if (ids.includes(word.text)) return done({ kind: 'openRun', runId: word.text });
      const [near] = nearest(word.text, ids, 1);
      return refused(`There is no run ${word.text}.${near === undefined ? '' : ` Nearest: ${near}`}`);
    },
  },
  {
    name: 'run',
    usage: 'DIRECTIVE [INPUTS]',
    description: 'the form of a directive, as /DIRECTIVE does',
    resolve: ([word, ...inputs], _rest, { directives = [] }) => {
      if (!word) return refused('Which directive? :run DIRECTIVE, or / lists them');
      const id = word.text.replace(/^\//, '');
      const entry = directives.find((directive) => directive.id === id);
      if (entry) return done(formDemand(entry, inputs));
      const [near] = nearest(
        id,
        directives.map((directive) => directive.id),
        1,
      );
      return refused(`There is no directive ${id}.${near === undefined ? '' : ` Nearest: ${near}`}`);
    },
  },
  {
    name: 'travel',
    usage: 'EVENT',
    aliases: ['history', 'at'],
    description: 'time travel: the open run as it stood at an event',
    resolve: ([word]) => {
      if (!word) return done({ kind: 'action', action: 'travel' });
      if (!/^[1-9]\d*$/.test(word.text)) return refused('Which event? :travel 40, by its number in the log');
      return done({ kind: 'travel', seq: Number(word.text) });
    },
  },
  { name: 'pause', description: 'pause what is selected, and all below it', resolve: steer('pause') },
  {
    name: 'unpause',
    aliases: ['continue'],
    description: 'let what is paused continue',
    resolve: steer('unpause'),
  },
  { name: 'cancel', description: 'cancel what is selected, after a question', resolve: confirm('cancel') },
  { name: 'kill', description: 'kill what is selected, after a question', resolve: confirm('kill') },
  {
    name: 'resume',
    usage: '[TEXT]',
    description: 'go on with the run, with something new to do where it is given',
    resolve: (words, rest, { target }) => {
      if (words.length === 0) return done({ kind: 'action', action: 'resume' });
      return target
        ? done({ kind: 'resume', runId: target.runId, request: { message: rest } })
        : refused(NOTHING_SELECTED);
    },
  },
  {
    name: 'message',
    usage: 'TEXT',
    aliases: ['tell'],
    description: 'tell the selected thread something; it reads it at its next turn',
    resolve: (words, rest, { target }) => {
      if (!target) return refused(NOTHING_SELECTED);
      if (words.length === 0) return done({ kind: 'openPrompt', purpose: 'message', target });
      const { runId, thread } = target;
      return done({
        kind: 'steer',
        runId,
        wish: { kind: 'message', text: rest, ...(thread !== undefined && { thread }) },
      });
    },
  },
  {
    name: 'budget',
    usage: 'USD',
    description: 'the new ceiling of the run, or +USD for so much more',
    resolve: ([word], _rest, around) => {
      const { target } = around;
      if (!target) return refused(NOTHING_SELECTED);
      if (!word) return done({ kind: 'openPrompt', purpose: 'raiseBudget', target });
      const usd = newCeiling(word.text, target, around);
      if (typeof usd === 'string') return refused(usd);
      return done({ kind: 'steer', runId: target.runId, wish: { kind: 'raise_budget', usd } });
    },
  },
  {
    name: 'filter',
    usage: '[TEXT]',
    description: 'show only what matches; without a text all again',
    resolve: (_words, rest) => done({ kind: 'filter', text: rest }),
  },
  {
    name: 'diff',
    usage: '[RUN RUN]',
    description: 'view 5: what differs between two runs, or two points RUN@SEQ',
    resolve: ([a, b, more]) => {
      if (!a) return done({ kind: 'action', action: 'viewDiff' });
      if (!b || more) return refused('Which two? :diff RUN RUN, each of them a run or RUN@SEQ');
      return done({ kind: 'compare', a: a.text, b: b.text });
    },
  },
  {
    name: 'set',
    usage: 'mouse on|off, theme NAME',
    description: 'a setting of this session; .ai/config/tui.yaml keeps them',
    resolve: ([name, value]) => {
      if (name?.text === 'mouse' && (value?.text === 'on' || value?.text === 'off'))
        return done({ kind: 'set', mouse: value.text === 'on' });
      if (name?.text === 'theme' && isTheme(value?.text)) return done({ kind: 'set', theme: value.text });
      return refused(`:set mouse on|off, or :set theme ${Object.keys(themes).join('|')}`);
    },
  },
];

const NOTHING_SELECTED = 'Nothing is selected that this could be about.';

export const commands: readonly PaletteEntry[] = COMMANDS.map((command) => ({ aliases: [], ...command }));

function act(action: Extract<Demand, { kind: 'action' }>['action']): () => Resolved {
  return () => done({ kind: 'action', action });
}

function steer(kind: 'pause' | 'unpause'): PaletteEntry['resolve'] {
  return onTarget(({ runId, thread }) => ({
    kind: 'steer',
    runId,
    wish: { kind, ...(thread !== undefined && { thread }) },
  }));
}

function confirm(wish: 'cancel' | 'kill'): PaletteEntry['resolve'] {
  return onTarget((target) => ({ kind: 'openConfirm', wish, target }));
}

function onTarget(demand: (target: Target) => Demand): PaletteEntry['resolve'] {
  return (_words, _rest, { target }: Surroundings) => (target ? done(demand(target)) : refused(NOTHING_SELECTED));
}
