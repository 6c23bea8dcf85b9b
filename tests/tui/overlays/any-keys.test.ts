import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { questionsOf } from '#protocol';
import { openConfirm } from '../../../src/tui/overlays/confirm/confirm.ts';
import { drawOverlay } from '../../../src/tui/overlays/draw-overlay.ts';
import { openHelp } from '../../../src/tui/overlays/help/help.ts';
import { resumeMenu } from '../../../src/tui/overlays/menu/resume-menu.ts';
import { yankMenu } from '../../../src/tui/overlays/menu/yank-menu.ts';
import { type Overlay, viewOverlay } from '../../../src/tui/overlays/overlay.ts';
import { openOwnLog } from '../../../src/tui/overlays/own-log/own-log.ts';
import { openPrompt } from '../../../src/tui/overlays/prompt/prompt.ts';
import { openQueue } from '../../../src/tui/overlays/queue/queue.ts';
import { openStartForm } from '../../../src/tui/overlays/start/start-form.ts';
import { openPalette } from '../../../src/tui/palette/palette.ts';
import { asciiGlyphs, defaultGlyphs, lineText, lineWidth, type Size } from '../../../src/tui/text/index.ts';
import { askingRun, OTHER } from './asking.ts';
import { runFeed } from './run-feed.ts';
import { directive, type Play, play, runRow, surroundings } from './world.ts';

const nasty = ['漢字', '👨‍👩‍👧', 'e\u0301', '\u001b]52;c;AAAA\u0007', '\u202eabc', 'a\r\nb\tc', 'x'.repeat(300), ' '];
const target = { runId: 'survey-aaaaaa', thread: 'survey-1-abcd' };

/** Names and texts as somebody hostile would choose them. */
const around = surroundings({
  feed: runFeed(),
  runs: nasty.map((text) => runRow(text, { item: text })),
  directives: nasty.map((text) =>
    directive(text, {
      description: text.repeat(3),
      path: text,
      inputs: nasty.map((name) => ({ name, type: name, required: name === ' ', description: name, default: name })),
      problem: { code: 'library/invalid-item', message: text.repeat(9), at: { file: text, line: 1, col: 1 } },
    }),
  ),
  questions: [
    ...questionsOf(askingRun().state),
    ...nasty.map((text) => ({
      ...OTHER,
      runId: text,
      id: text,
      why: text.repeat(30),
      rule: text,
      place: `root/${text}`,
    })),
  ],
  history: nasty,
  ownLog: nasty,
  paneTitle: nasty.join(''),
});

const overlays: Overlay[] = [
  openPalette(),
  openPalette('/'),
  ...(around.directives ?? []).map((entry) => openStartForm(entry, around, new Map([['漢', 'x']]), nasty.join(' '))),
  openConfirm('kill', target),
  openConfirm('cancel', { runId: nasty.join('') }),
  openPrompt('message', target),
  openPrompt('raiseBudget', { runId: nasty.join('') }),
  resumeMenu({ runId: nasty.join('') }, runRow('x', { resumable: true })),
  yankMenu(target, runFeed().state),
  openHelp(),
  openOwnLog(),
  openQueue(undefined),
  openQueue(OTHER),
  ...questionsOf(askingRun().state).map(openQueue),
];

const NAMES =
  'enter tab ⇧tab up down left right home end pageup pagedown backspace delete ^a ^e ^w ^u ^k ^n ^p M-b y j k'.split(
    ' ',
  );

const plays: fc.Arbitrary<Play> = fc.oneof(
  fc.constantFrom(...NAMES).map((keys) => ({ keys })),
  fc.constantFrom(...nasty, '/', 'ki', 'foo', 'h', 'n', 'b', 'i', 'J').map((type) => ({ type })),
  fc.string({ unit: 'binary', maxLength: 20 }).map((paste) => ({ paste })),
);

const sizes: fc.Arbitrary<Size> = fc.record({
  columns: fc.integer({ min: 60, max: 200 }),
  rows: fc.integer({ min: 15, max: 60 }),
});

describe('any overlay', () => {
  it.each(overlays.map((overlay, index) => [`${overlay.kind} ${index}`, overlay] as const))(
    '%s keeps the size of the frame and its cursor inside, whatever is pressed, typed and pasted',
    (_name, first) => {
      fc.assert(
        fc.property(fc.array(plays, { maxLength: 12 }), sizes, fc.boolean(), (keys, screen, ascii) => {
          const { overlay = first } = play(first, around, ...keys);
          const glyphs = ascii ? asciiGlyphs : defaultGlyphs;
          const room = { columns: screen.columns - 4, rows: screen.rows - 3 };
          const view = viewOverlay(overlay, around, room, glyphs);
          expect(view.size.columns).toBeLessThanOrEqual(room.columns);
          expect(view.size.rows).toBeLessThanOrEqual(room.rows);
          expect(view.lines).toHaveLength(view.size.rows);
          expect(view.lines.map(lineWidth)).toEqual(view.lines.map(() => view.size.columns));
          expect(view.lines.map(lineText).join('')).not.toMatch(/[\p{Cc}\u202a-\u202e]/u);
          const empty = Array.from({ length: screen.rows }, () => [
            { text: '漢'.repeat(screen.columns / 2) + (screen.columns % 2 ? ' ' : '') },
          ]);
          const drawn = drawOverlay(empty, (room) => viewOverlay(overlay, around, room, glyphs), screen);
          expect(drawn.lines.map(lineWidth)).toEqual(empty.map(() => screen.columns));
          if (view.cursor) {
            expect(view.cursor.row).toBeGreaterThan(0);
            expect(view.cursor.row).toBeLessThan(view.size.rows - 1);
            expect(view.cursor.column).toBeGreaterThan(0);
            expect(view.cursor.column).toBeLessThan(view.size.columns - 1);
          }
        }),
        { numRuns: 15 },
      );
    },
  );
});
