import type { RunFeed, Watcher } from '#app';
import type { CockpitEnd, CockpitHost } from './host.ts';
import { bindKeys } from './keys/bindings.ts';
import type { Key } from './keys/key.ts';
import { bannerOf } from './model/banner.ts';
import { createModel } from './model/create-model.ts';
import type { Effect } from './model/effect.ts';
import type { Message, Model } from './model/model.ts';
import { waitingQuestions } from './model/questions.ts';
import { timeOf } from './model/travel/time-of.ts';
import { update } from './model/update.ts';
import { type Outside, perform } from './perform/perform.ts';
import { asciiGlyphs, defaultGlyphs, isTheme, paint, type Size, themes } from './text/index.ts';
import { view } from './views/view.ts';

/** A frame as the terminal gets it: one string a row. */
export interface PaintedFrame {
  size: Size;
  rows: readonly string[];
  cursor?: { column: number; row: number };
}

/** What only whoever draws can do. */
export interface Screen {
  exit(): void;
  /** Gives the terminal back and stops the process, until it is told to go on. */
  suspend(): Promise<void>;
  /** Hands the terminal over while `use` works. */
  lend(use: () => Promise<void>): Promise<void>;
  /** Turns reports of the mouse on or off. */
  setMouse(on: boolean): void;
}

/** A cockpit at work: a model that feeds and keys move on, and that frames are made of. */
export interface Cockpit {
  model: () => Model;
  /** The same object until something has changed. */
  frame: () => PaintedFrame;
  subscribe: (listener: () => void) => () => void;
  send(message: Message): void;
  /** Keys that arrived together make one frame. */
  press(keys: readonly Key[]): void;
  /** Who draws. Returns how to detach. */
  attach(screen: Screen): () => void;
  /** Ends it, for this reason. */
  end(end: CockpitEnd): void;
  /** How it ended; resolves once. */
  ended: Promise<CockpitEnd>;
  close(): Promise<void>;
}

/** Begins to watch the project; nothing is drawn yet. */
export function createCockpit(host: CockpitHost, size: Size): Cockpit {
  const { actions, clock } = host;
  const project = actions.watchProject();
  /** Where in its history the first run is to be shown, once it has been read. */
  let beginAt = host.seq;
  let run: { watcher: Watcher<RunFeed>; stop: () => void } | undefined;
  const bindings = bindKeys(actions.keys);
  let model = createModel({
    size,
    glyphs: host.ascii ? asciiGlyphs : defaultGlyphs,
    bindings,
    projectName: host.projectName,
    nowMs: clock.now(),
    project: project.current(),
    providers: actions.providers(),
    provider: actions.provider,
    contextWindow: (id) => actions.contextWindow(id),
    ...(actions.machine !== undefined && { machine: actions.machine }),
    theme: isTheme(actions.settings?.theme) ? actions.settings.theme : 'auto',
    mouse: actions.settings?.mouse === true,
    ...(actions.projectRoot !== undefined && { projectRoot: actions.projectRoot }),
  });
  let painted: PaintedFrame | undefined;
  let shown: PaintedFrame | undefined;
  let screen: Screen | undefined;
  const listeners = new Set<() => void>();
  let isDirty = false;
  let pause: NodeJS.Timeout | undefined;
  const closing = new AbortController();
  const ending = Promise.withResolvers<CockpitEnd>();

  const outside: Outside = {
    host,
    send: (message) => send(message),
    openRun(runId) {
      run?.stop();
      const watcher = actions.watchRun(runId);
      const unsubscribe = watcher.subscribe(() => {
        send({ type: 'run', feed: watcher.current() });
        beginInHistory(watcher.current());
      });
      run = { watcher, stop: () => void close(watcher, unsubscribe) };
      send({ type: 'opened', feed: watcher.current() });
      beginInHistory(watcher.current());
    },
    reload() {
      if (model.run) outside.openRun(model.run.runId);
      send({ type: 'project', feed: project.current() });
    },
    suspend: () => screen?.suspend() ?? Promise.resolve(),
    lend: (use) => screen?.lend(use) ?? use(),
    setMouse: (on) => screen?.setMouse(on),
    end: (reason) => end({ reason }),
  };

  function beginInHistory({ phase }: RunFeed): void {
    if (beginAt === undefined || phase === 'loading') return;
    send({ type: 'travel', seq: beginAt });
    beginAt = undefined;
  }

  function send(message: Message): void {
    take([message]);
  }

  function take(messages: readonly Message[]): void {
    const effects: Effect[] = [];
    for (const message of messages) {
      const timed = { ...model, nowMs: Math.max(model.nowMs, clock.now()) };
      const step = update(timed, message);
      model = step.model;
      effects.push(...step.effects);
    }
    painted = undefined;
    if (messages.every(({ type }) => isNews(type, model))) showSoon();
    else show();
    for (const effect of effects) perform(effect, outside);
    keepTime();
  }

  function show(): void {
    isDirty = false;
    for (const listener of listeners) listener();
  }

  /** What a feed brings is drawn at most every 100 ms: a key is not kept waiting behind frames that nobody can read. */
  function showSoon(): void {
    isDirty = true;
    if (pause !== undefined) return;
    show();
    pause = setTimeout(() => {
      pause = undefined;
      if (isDirty) showSoon();
    }, 100);
  }

  async function close(watcher: Watcher<RunFeed>, unsubscribe: () => void): Promise<void> {
    unsubscribe();
    await watcher.close();
  }

  function end(how: CockpitEnd): void {
    const runId = model.run?.runId;
    ending.resolve({ ...(runId !== undefined && { runId }), ...how });
    screen?.exit();
  }

  /** Most news change nothing that is shown; a frame that is the same one costs whoever draws nothing. */
  function paintAnew(): PaintedFrame {
    const next = paintFrame(model, host.colour);
    if (!shown || !isSameFrame(shown, next)) shown = next;
    return shown;
  }

  let tick: { everyMs: number | undefined; stop: AbortController } | undefined;
  /** Clocks go on once a second while something runs, the age of an interruption once a minute; else all stands still. */
  function keepTime(): void {
    const everyMs = isSomethingRunning(model) ? 1_000 : isAgeing(model) ? 60_000 : undefined;
    if (closing.signal.aborted || tick?.everyMs === everyMs) return;
    tick?.stop.abort();
    if (everyMs === undefined) {
      tick = undefined;
      return;
    }
    const stop = new AbortController();
    tick = { everyMs, stop };
    void clock.sleep(everyMs, AbortSignal.any([stop.signal, closing.signal])).then(() => {
      if (stop.signal.aborted || closing.signal.aborted) return;
      tick = undefined;
      send({ type: 'tick', nowMs: clock.now() });
    });
  }

  const unsubscribeProject = project.subscribe(() => send({ type: 'project', feed: project.current() }));
  if (host.runId !== undefined) outside.openRun(host.runId);
  for (const text of [...bindings.problems, ...settingProblems(actions.settings)])
    send({ type: 'notice', text, level: 'error' });
  perform({ kind: 'loadDirectives' }, outside);
  keepTime();

  return {
    model: () => model,
    frame() {
      painted ??= paintAnew();
      return painted;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    send,
    press: (keys) => take(keys.map((key) => ({ type: 'key', key }))),
    attach(by) {
      screen = by;
      if (model.mouse) by.setMouse(true);
      return () => {
        screen = undefined;
      };
    },
    end,
    ended: ending.promise,
    async close() {
      closing.abort();
      clearTimeout(pause);
      listeners.clear();
      unsubscribeProject();
      run?.stop();
      await project.close();
    },
  };
}

/** What nobody has pressed a key for. Of a long fold that is all but its end. */
function isNews(type: Message['type'], { run }: Model): boolean {
  return type === 'run' || type === 'project' || (type === 'foldOn' && run?.travel?.folding !== undefined);
}

function paintFrame(model: Model, colour: boolean): PaintedFrame {
  const { lines, cursor } = view(model);
  const theme = colour ? themes[model.theme] : undefined;
  return { size: model.size, rows: lines.map((line) => paint(line, theme)), ...(cursor && { cursor }) };
}

function isSameFrame(a: PaintedFrame, b: PaintedFrame): boolean {
  return (
    a.size.columns === b.size.columns &&
    a.size.rows === b.size.rows &&
    a.cursor?.row === b.cursor?.row &&
    a.cursor?.column === b.cursor?.column &&
    a.rows.length === b.rows.length &&
    a.rows.every((row, nth) => row === b.rows[nth])
  );
}

/** How long ago something was, or has been waiting, is shown. */
function isAgeing(model: Model): boolean {
  return bannerOf(model) !== undefined || waitingQuestions(model).length > 0;
}

function isSomethingRunning({ run, project, view: shown }: Model): boolean {
  if (shown === 'runs') return project.rows.some(({ status }) => status === 'running' || status === 'waiting');
  return timeOf({ ...(run && { run }), view: shown }) === 'now' && run?.feed.holder?.alive === true;
}

/** What of the user's settings is not as it can be. */
function settingProblems({ theme, mouse }: CockpitHost['actions']['settings'] = {}): string[] {
  const names = Object.keys(themes).join(', ');
  return [
    ...(theme === undefined || isTheme(theme) ? [] : [`config tui: theme is to be one of ${names}`]),
    ...(mouse === undefined || typeof mouse === 'boolean' ? [] : ['config tui: mouse is to be true or false']),
  ];
}
