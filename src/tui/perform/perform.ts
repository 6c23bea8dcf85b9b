import { setImmediate as keysFirst } from 'node:timers/promises';
import type { CockpitActions, FileContent, StartRequest } from '#app';
import { RyeError } from '#protocol';
import type { CockpitHost } from '../host.ts';
import type { Effect } from '../model/effect.ts';
import type { Message } from '../model/model.ts';
import { copyToTerminal } from './copy-to-terminal.ts';
import { editCopy } from './edit-copy.ts';
import { fork } from './fork.ts';

/** What effects need of the cockpit around them. */
export interface Outside {
  host: CockpitHost;
  send(message: Message): void;
  openRun(runId: string): void;
  reload(): void;
  /** Gives the terminal back and stops the process, until it is told to go on. */
  suspend(): Promise<void>;
  /** Hands the terminal over while `use` works. */
  lend(use: () => Promise<void>): Promise<void>;
  /** Turns reports of the mouse on or off. */
  setMouse(on: boolean): void;
  end(reason: 'quit'): void;
}

/** Performs an effect; how it went comes back as a message. */
export function perform(effect: Effect, outside: Outside): void {
  void carryOut(effect, outside).catch((error: unknown) => {
    outside.send({ type: 'notice', text: textOf(error), level: 'error' });
  });
}

type EffectOf<Kind extends Effect['kind']> = Extract<Effect, { kind: Kind }>;

async function carryOut(effect: Effect, outside: Outside): Promise<void> {
  const { host } = outside;
  const send = (message: Message): void => outside.send(message);
  const say = (text: string): void => send({ type: 'notice', text, level: 'info' });
  switch (effect.kind) {
    case 'steer': {
      const { by } = await host.actions.steer(effect.runId, effect.wish);
      return say(by === 'driver' ? effect.done : `${effect.done}; nobody drives the run`);
    }
    case 'answer':
      return answer(effect, outside);
    case 'editArguments':
      return outside.lend(async () => {
        const text = await host.actions.edit('arguments.json', effect.text);
        send({ type: 'argumentsEdited', key: effect.key, text });
      });
    case 'ring':
      if (host.actions.settings?.bell !== false) host.stdout.write('\x07');
      return undefined;
    case 'start':
      return start(effect.request, outside);
    case 'resume':
      await host.actions.resume(effect.runId, effect.request);
      return outside.openRun(effect.runId);
    case 'summarise':
      return send(await summarise(effect, host.actions));
    case 'readContent': {
      const { runId, sha256, event } = effect;
      return send({
        type: 'content',
        runId,
        sha256,
        content: await readContent(host.actions, runId, { sha256, event }),
      });
    }
    case 'compare':
      return send(await compare(effect, host.actions));
    case 'compareWhole':
      return send(await compareWhole(effect, host.actions));
    case 'page':
      return outside.lend(() => host.actions.page(effect.text));
    case 'openRun':
      return outside.openRun(effect.runId);
    case 'foldOn':
      await keysFirst();
      return send({ type: 'foldOn' });
    case 'commits':
      return send({ type: 'commits', runId: effect.runId, commits: await host.actions.commits(effect.runId) });
    case 'fork':
      return fork(effect, outside);
    case 'copy':
      return copy(effect, outside);
    case 'edit':
      return outside.lend(() => editCopy(host, effect));
    case 'loadBoard':
      return send(await readBoard(host.actions));
    case 'loadDirectives':
      return send(await readDirectives(host.actions));
    case 'reload':
      outside.reload();
      return say('read again');
    case 'redraw':
      return outside.lend(() => Promise.resolve());
    case 'suspend':
      return outside.suspend();
    case 'mouse':
      return outside.setMouse(effect.on);
    case 'quit':
      return outside.end('quit');
    case 'act':
      return send({ type: 'act', action: effect.action });
    case 'say':
      return send({ type: 'notice', text: effect.text, level: effect.level ?? 'info' });
  }
}

/** A question that nothing came of can be answered again. */
async function answer({ key, runId, wish, done }: EffectOf<'answer'>, outside: Outside): Promise<void> {
  try {
    const { by, resumed } = await outside.host.actions.answer(runId, wish);
    const how = by === 'driver' ? '' : resumed ? ', and the run goes on' : '; nobody drives the run: r resumes it';
    outside.send({ type: 'notice', text: done + how, level: 'info' });
  } catch (error) {
    outside.send({ type: 'answerRefused', key });
    throw error;
  }
}

/** A run that cannot be read says so in its row; here there is just nothing more to show. */
async function summarise(asked: { runId: string; status: string }, actions: CockpitActions): Promise<Message> {
  const { runId, status } = asked;
  const known = await actions.summarise(runId).catch(() => undefined);
  return { type: 'summary', runId, status, ...(known && { known }) };
}

/** A file that cannot be read says so in its place: somebody may pass a hundred of them on the way to another. */
function readContent(
  actions: CockpitActions,
  runId: string,
  file: Parameters<CockpitActions['readContent']>[1],
): Promise<FileContent> {
  return actions
    .readContent(runId, file)
    .catch((error: unknown) => ({ kind: 'missing', reason: error instanceof Error ? error.message : String(error) }));
}

/** Why two runs cannot be compared is said in their view. */
async function compare({ request, a, b }: EffectOf<'compare'>, actions: CockpitActions): Promise<Message> {
  try {
    return { type: 'compared', request, comparison: await actions.compare(a, b) };
  } catch (error) {
    const hint = error instanceof RyeError ? error.hint : undefined;
    return { type: 'compared', request, problem: { message: textOf(error), ...(hint !== undefined && { hint }) } };
  }
}

async function compareWhole(effect: EffectOf<'compareWhole'>, actions: CockpitActions): Promise<Message> {
  const { request, runs, file } = effect;
  const whole = await actions.compareWhole(runs, file).catch((error: unknown) => ({ note: textOf(error) }));
  return { type: 'comparedWhole', request, file: whole };
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** What was typed into the form is still there if nothing starts. */
async function start(request: StartRequest, outside: Outside): Promise<void> {
  try {
    outside.openRun(await outside.host.actions.start(request));
  } catch (error) {
    if (!(error instanceof RyeError)) throw error;
    outside.send({ type: 'startRefused', reason: error.message });
  }
}

/** A terminal says nothing of whether it took what it was given. */
async function copy({ text, what }: { text: string; what: string }, outside: Outside): Promise<void> {
  const { host } = outside;
  copyToTerminal(host.stdout, text);
  const kept = await host.actions.keepCopy(text).catch(() => undefined);
  const where = kept ? ` (${kept.tmux ? 'tmux, ' : ''}${kept.file})` : '';
  outside.send({ type: 'notice', text: `${what} copied${where}: ${text}`, level: 'info' });
}

async function readDirectives(actions: CockpitActions): Promise<Message> {
  try {
    return { type: 'directives', entries: await actions.directives() };
  } catch (error) {
    if (!(error instanceof RyeError)) throw error;
    return { type: 'directives', problem: error.message };
  }
}

async function readBoard(actions: CockpitActions): Promise<Message> {
  try {
    return { type: 'board', rules: await actions.board() };
  } catch (error) {
    if (!(error instanceof RyeError)) throw error;
    return { type: 'board', problem: error.message };
  }
}
