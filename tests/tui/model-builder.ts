import type { ProjectFeed, RunFeed } from '#app';
import { bindKeys } from '../../src/tui/keys/bindings.ts';
import { type Key, pressed, typed } from '../../src/tui/keys/key.ts';
import { createModel } from '../../src/tui/model/create-model.ts';
import type { Model } from '../../src/tui/model/model.ts';
import { update } from '../../src/tui/model/update.ts';
import { asciiGlyphs, defaultGlyphs, lineText } from '../../src/tui/text/index.ts';
import { view } from '../../src/tui/views/view.ts';
import { NOW_MS } from './eight-threads.ts';

interface Start {
  columns?: number;
  rows?: number;
  ascii?: boolean;
  project?: ProjectFeed;
  run?: RunFeed;
  nowMs?: number;
}

/** A cockpit's model: at view 1, or at a run that is given. */
export function modelOf({ columns = 80, rows = 24, ascii = false, project, run, nowMs = NOW_MS }: Start = {}): Model {
  const model = createModel({
    theme: 'auto',
    mouse: false,
    size: { columns, rows },
    glyphs: ascii ? asciiGlyphs : defaultGlyphs,
    bindings: bindKeys(),
    projectName: 'shop-api',
    nowMs,
    project: project ?? { phase: 'ready', rows: [] },
    providers: [],
    provider: 'offline',
    contextWindow: () => 200_000,
  });
  return run ? update(model, { type: 'opened', feed: run }).model : model;
}

/** The model after keys: `'j'`, `'^d'`, `'enter'`; a text of several characters is typed. */
export function afterKeys(model: Model, ...keys: string[]): Model {
  return keys.flatMap(keysOf).reduce((next, key) => update(next, { type: 'key', key }).model, model);
}

/** Keys by their names; a text that is no name is typed. */
export function keysOf(name: string): Key[] {
  if (NAMES.has(name)) return [pressed(name, name === 'space' ? { text: ' ' } : {})];
  if (/^\^[a-z]$/.test(name)) return [pressed(name.slice(1), { ctrl: true })];
  if (name === 'shift+tab') return [pressed('tab', { shift: true })];
  return Array.from(name, typed);
}

const NAMES: ReadonlySet<string> = new Set([
  'enter',
  'escape',
  'up',
  'down',
  'left',
  'right',
  'pageup',
  'pagedown',
  'home',
  'end',
  'tab',
  'backspace',
  'delete',
  'space',
]);

/** The frame of a model as text, without spaces at the ends of its lines. */
export function screenOf(model: Model): string {
  return view(model)
    .lines.map((line) => lineText(line).trimEnd())
    .join('\n');
}
