import { costText, toUsd } from '#protocol';
import { viewInput } from '../../input/view-input.ts';
import { fitText, type Glyphs, type Line, lineOf, pad, type Size, sanitize, segment, wrap } from '../../text/index.ts';
import { dialog } from '../dialog.ts';
import type { OverlayView } from '../step.ts';
import type { Surroundings } from '../surroundings.ts';
import type { Fork } from './fork.ts';

const MOST_COLUMNS = 76;
const LABEL = 9;

/** From where a fork goes on, what it inherits, and the id that it gets. */
export function viewFork(fork: Fork, around: Surroundings, room: Size, glyphs: Glyphs): OverlayView {
  const columns = Math.min(MOST_COLUMNS, room.columns);
  const width = columns - 4;
  const input = viewInput(fork.input, width - LABEL, 'enter alone takes a new one');
  const fact = (label: string, text: string): Line => [
    segment(pad(label, LABEL), { dim: true }),
    segment(fitText(sanitize(text), width - LABEL, 'left', glyphs.more)),
  ];
  const lines: Line[] = [
    fact('from', `${fork.runId}@${fork.seq}, which stays as it is`),
    fact('spent', spentText(fork, around)),
    [segment(pad('new id', LABEL), { dim: true }), ...input.segments],
    [],
    ...sayingLines(fork, width).map((text) => lineOf(text, { bold: true, colour: 'yellow' })),
  ];
  const frame = { title: sanitize(`fork ${fork.runId}@${fork.seq}`), right: 'enter fork  esc leave', lines };
  return { ...dialog(frame, columns, room, glyphs), cursor: { row: 3, column: 2 + LABEL + input.cursor } };
}

/** What the fork begins with in its books: it counts against its ceiling. */
function spentText({ runId, seq }: Fork, { feed }: Surroundings): string {
  const { state } = feed ?? {};
  const account = state?.threads.get(state.root ?? '')?.account;
  if (!state || !account || feed?.runId !== runId || state.seq !== seq) return 'what was spent by then is inherited';
  const simulated = state.started?.simulated ?? false;
  const spent = costText(toUsd(account.own + account.children), simulated);
  const ceiling = account.limit === undefined ? '' : ` of ${costText(toUsd(account.limit), simulated)}`;
  return `${spent}${ceiling} is inherited`;
}

function sayingLines({ problem, nearest, sending, seq }: Fork, width: number): string[] {
  if (sending) return ['making it'];
  if (problem === undefined) return ['it is opened, and not driven: r resumes it'];
  const others = nearest.filter((each) => each !== seq);
  const offer = others.length === 0 ? [] : [`tab takes event ${others.join(' or ')}`];
  return [...wrap(sanitize(problem), width), ...offer];
}
