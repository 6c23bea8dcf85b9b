import { costText, countText } from '#protocol';
import { fitText, type Glyphs, type Line, lineOf, pad, type Size, sanitize, segment } from '../../text/index.ts';
import { dialog } from '../dialog.ts';
import type { OverlayView } from '../step.ts';
import type { Surroundings } from '../surroundings.ts';
import type { Confirm } from './confirm.ts';
import { subtreeFacts } from './subtree-facts.ts';

const MOST_COLUMNS = 72;

/** The question, with what it would end. Its facts are those of this moment, not of the moment it was opened. */
export function viewConfirm(confirm: Confirm, around: Surroundings, room: Size, glyphs: Glyphs): OverlayView {
  const columns = Math.min(MOST_COLUMNS, room.columns);
  const width = columns - 4;
  const text = (label: string, value: string): Line => [
    segment(pad(label, 13), { dim: true }),
    segment(fitText(sanitize(value), width - 13, 'left', glyphs.more)),
  ];
  const nudge = {
    nothing: '',
    enter: `enter does nothing here: y to ${confirm.wish}, esc to leave`,
    disarmed: 'something else was typed: esc to leave, enter to be asked again',
  }[confirm.said];
  const lines: Line[] = [
    ...factLines(confirm, around).map(([label, value]) => text(label, value)),
    [],
    [
      segment(' esc leave it as it is ', { inverse: true }),
      segment('   '),
      segment(`y ${confirm.wish}`, { bold: true, colour: 'red' }),
    ],
    lineOf(nudge, { dim: true }),
  ];
  return dialog({ title: `${confirm.wish}?`, lines }, columns, room, glyphs);
}

type Fact = readonly [label: string, value: string];

function factLines({ wish, target }: Confirm, { feed, runs }: Surroundings): Fact[] {
  const row = runs.find(({ run_id }) => run_id === target.runId);
  const state = feed?.runId === target.runId ? feed.state : undefined;
  const after = wish === 'kill' ? 'at once, without a last word' : 'at its next step; calls in flight are cut off';
  if (!state || state.threads.size === 0) {
    return [
      ['run', target.runId],
      ...(row
        ? ([
            ['size', countText(row.threads, 'thread')],
            ['spent', costText(row.cost_usd, row.simulated ?? false)],
          ] as const)
        : []),
      ['ends', after],
    ];
  }
  const facts = subtreeFacts(state, target.thread);
  const simulated = state.started?.simulated ?? false;
  const place = state.threads.get(target.thread ?? state.root ?? '')?.place ?? target.runId;
  return [
    ['thread', `${place} of ${target.runId}`],
    ['size', `${countText(facts.threads, 'thread')}, ${facts.active} of them not at an end`],
    ['spent', costText(facts.spentUsd, simulated)],
    ['in flight', inFlight(facts.modelCalls, facts.inFlightUsd, simulated)],
    ['unsaved', unsaved(facts.modelCalls, facts.tools)],
    ['ends', after],
  ];
}

function inFlight(calls: number, usd: number, simulated: boolean): string {
  if (calls === 0) return 'no model call';
  return `${countText(calls, 'model call')}, up to ${costText(usd, simulated)} still charged`;
}

function unsaved(calls: number, tools: readonly string[]): string {
  const texts = calls === 0 ? [] : [calls > 1 ? `${calls} answers in flight` : 'the answer in flight'];
  const all = [...texts, ...(tools.length === 0 ? [] : [`what ${[...new Set(tools)].join(', ')} does now`])];
  return all.length === 0 ? 'nothing: all is recorded' : all.join(', ');
}
