import type { DirectiveEntry, RunRow } from '#app';
import { bindKeys, entriesOf } from '../../../src/tui/keys/bindings.ts';
import type { Key } from '../../../src/tui/keys/key.ts';
import type { Demand } from '../../../src/tui/overlays/demand.ts';
import { drawOverlay } from '../../../src/tui/overlays/draw-overlay.ts';
import { type Overlay, updateOverlay, viewOverlay } from '../../../src/tui/overlays/overlay.ts';
import type { OverlayEvent } from '../../../src/tui/overlays/step.ts';
import type { Surroundings } from '../../../src/tui/overlays/surroundings.ts';
import { defaultGlyphs, type Glyphs, lineText, type Size } from '../../../src/tui/text/index.ts';
import { key, typed } from './keys.ts';

/** A directive that can be started. */
export function directive(id: string, extra: Partial<DirectiveEntry> = {}): DirectiveEntry {
  return {
    id,
    space: 'project',
    path: `.ai/directives/${id}.md`,
    description: `Does ${id}`,
    inputs: [],
    model: { id: 'claude-sonnet-5', tier: 'general' },
    limits: { turns: 25, tokens: 1_000_000, spend: 5, duration_seconds: 1800, spawns: 50, depth: 10 },
    ...extra,
  };
}

export function runRow(run_id: string, extra: Partial<RunRow> = {}): RunRow {
  return {
    run_id,
    item: 'survey',
    status: 'completed',
    cost_usd: 0.5,
    threads: 3,
    events: 40,
    resumable: false,
    ...extra,
  };
}

/** What the cockpit knows in these tests. */
export function surroundings(extra: Partial<Surroundings> = {}): Surroundings {
  return {
    target: { runId: 'survey-aaaaaa', thread: 'survey-1-abcd' },
    runs: [runRow('survey-aaaaaa', { status: 'running' }), runRow('hello-bbbbbb')],
    directives: [
      directive('scout-plan-build', {
        description: 'Scouts the code, plans the change, builds it.',
        inputs: [
          { name: 'task', type: 'string', required: true, description: 'What is to be done' },
          { name: 'depth', type: 'integer', required: false, description: 'How deep to look', default: '2' },
        ],
        limits: { turns: 30, spend: 5 },
      }),
      directive('survey', { description: 'Maps the project', limits: { turns: 12, spend: 1 } }),
    ],
    providers: [
      { name: 'anthropic', ready: false, simulated: false, reason: 'ANTHROPIC_API_KEY is not set' },
      { name: 'offline', ready: true, simulated: true },
    ],
    provider: 'offline',
    keys: entriesOf(bindKeys(), 'threads'),
    paneTitle: 'Threads',
    questions: [],
    nowMs: 0,
    history: [],
    ownLog: [],
    ...extra,
  };
}

/** What happened to an overlay under a series of keys. */
export interface Played {
  /** Absent: it closed. */
  overlay: Overlay | undefined;
  demands: Demand[];
}

/** Keys by name, or texts that are typed, or a paste. */
export type Play = { keys: string } | { type: string } | { paste: string };

/** Plays keys into an overlay until they end, or it closes. */
export function play(overlay: Overlay, around: Surroundings, ...plays: Play[]): Played {
  const demands: Demand[] = [];
  let open: Overlay | undefined = overlay;
  for (const event of plays.flatMap(eventsOf)) {
    if (!open) break;
    const step = updateOverlay(open, event, around);
    demands.push(...step.demands);
    open = step.overlay;
  }
  return { overlay: open, demands };
}

function eventsOf(each: Play): OverlayEvent[] {
  if ('paste' in each) return [{ kind: 'paste', text: each.paste }];
  const keys: Key[] = 'type' in each ? typed(each.type) : each.keys.split(' ').map(key);
  return keys.map((pressed) => ({ kind: 'key', key: pressed }));
}

export const small: Size = { columns: 80, rows: 24 };
export const large: Size = { columns: 160, rows: 45 };

/** The overlay over an empty screen, empty lines around it left out; at the end `@row,column` of the text cursor. */
export function frame(overlay: Overlay, around: Surroundings, size = small, glyphs: Glyphs = defaultGlyphs): string {
  const empty = Array.from({ length: size.rows }, () => [{ text: ' '.repeat(size.columns) }]);
  const { lines, cursor } = drawOverlay(empty, (room) => viewOverlay(overlay, around, room, glyphs), size);
  const rows = lines.map((line) => lineText(line).trimEnd());
  const used = rows.join('\n').replace(/^\n+|\n+$/g, '');
  return cursor ? `${used}\n@${cursor.row},${cursor.column}` : used;
}
