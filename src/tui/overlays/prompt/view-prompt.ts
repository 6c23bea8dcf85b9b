import { costText, toUsd } from '#protocol';
import { viewInput } from '../../input/view-input.ts';
import { fitText, type Glyphs, lineOf, type Size, sanitize } from '../../text/index.ts';
import type { PromptPurpose } from '../demand.ts';
import { dialog } from '../dialog.ts';
import { ceilingOf } from '../new-ceiling.ts';
import type { OverlayView } from '../step.ts';
import type { Surroundings } from '../surroundings.ts';
import type { Prompt } from './prompt.ts';

const MOST_COLUMNS = 90;

const TITLES: Readonly<Record<PromptPurpose, string>> = {
  message: 'message',
  resumeMessage: 'resume with a message',
  resumeBudget: 'resume with a new ceiling',
  raiseBudget: 'new ceiling',
  sendBack: 'send back',
};

/** The question, what is known about it, and the line that is typed. */
export function viewPrompt(prompt: Prompt, around: Surroundings, room: Size, glyphs: Glyphs): OverlayView {
  const columns = Math.min(MOST_COLUMNS, room.columns);
  const width = columns - 4;
  const input = viewInput(prompt.input, width);
  const lines = [
    lineOf(fitText(sanitize(aboutText(prompt, around)), width, 'left', glyphs.more), { dim: true }),
    input.segments,
    lineOf(fitText(prompt.problem ?? '', width, 'left', glyphs.more), { bold: true, colour: 'yellow' }),
  ];
  const frame = { title: TITLES[prompt.purpose], right: 'enter send  esc leave', lines };
  return { ...dialog(frame, columns, room, glyphs), cursor: { row: 2, column: 2 + input.cursor } };
}

function aboutText({ purpose, target }: Prompt, { feed, runs }: Surroundings): string {
  const state = feed?.runId === target.runId ? feed.state : undefined;
  if (purpose === 'message') {
    const place = state?.threads.get(target.thread ?? state.root ?? '')?.place;
    return `to ${place ?? 'the root'} of ${target.runId}; it reads it at its next turn`;
  }
  if (purpose === 'sendBack') {
    const { id = '', from = '', to = '' } = target.card ?? {};
    return `${id} ${state?.cards.get(id)?.title ?? ''} goes from ${from} back to ${to}; what is to be mended?`;
  }
  if (purpose === 'resumeMessage') return `something new for ${target.runId} to do, or to know`;
  const root = state?.threads.get(state.root ?? '');
  const row = runs.find(({ run_id }) => run_id === target.runId);
  const simulated = state?.started?.simulated ?? row?.simulated ?? false;
  const spent = root ? toUsd(root.account.own + root.account.children) : (row?.cost_usd ?? 0);
  const limit = ceilingOf(target, { ...(feed && { feed }) });
  const now = limit === undefined ? '' : `; its ceiling is ${costText(limit, simulated)}`;
  return `${target.runId} has spent ${costText(spent, simulated)}${now}`;
}
