import { type Card, type Decision, type JsonObject, nearest } from '#protocol';
import type { CallSite } from '../calls/call-site.ts';
import { CallRefusedError } from '../errors.ts';
import type { OwnTool } from '../own-tools/own-tool.ts';
import { passGates } from './pass-gates.ts';

const CARD: JsonObject = { type: 'string', description: 'Such as c1.' };
const COLUMN: JsonObject = { type: 'string', description: 'Such as BUILD.' };

/** Tasks of a run, on a board with columns and gates between them. */
export const boardTools: readonly OwnTool[] = [
  tool(
    'card_create',
    create,
    'Puts a task on the board, into its first column.',
    {
      title: { type: 'string', minLength: 1, maxLength: 200 },
      artifacts: { type: 'array', items: { type: 'string' }, description: 'Files that belong to it.' },
    },
    ['title'],
  ),
  {
    ...tool(
      'card_move',
      move,
      'Moves a card forward, through the gates of every column on the way: each has to be green.',
      {
        card: CARD,
        to: COLUMN,
      },
      ['card', 'to'],
    ),
    asks: askAtGate,
  },
  tool(
    'card_return',
    sendBack,
    'Sends a card back to an earlier column, with what is to be mended.',
    {
      card: CARD,
      to: { ...COLUMN, description: 'The column before unless told.' },
      note: { type: 'string', minLength: 1, maxLength: 2000 },
    },
    ['card', 'note'],
  ),
  tool('list', list, 'The columns of the board, and the cards in them.', {}, []),
];

/** One that was made by this call before its process died is not made again. */
async function create({ run, thread, call }: CallSite, input: JsonObject): Promise<JsonObject> {
  const { session, ports } = run;
  const { title, artifacts = [] } = input as { title: string; artifacts?: string[] };
  const own = `${thread.id}/${call.callId}`;
  const of = (): Card | undefined => [...session.state.cards.values()].find((each) => each.call === own);
  if (!of())
    await session.append({
      thread: thread.id,
      type: 'card_created',
      data: {
        card: `c${session.state.cards.size + 1}`,
        title: await ports.redactor.text(title),
        column: ports.board.columns[0] ?? '',
        artifacts,
        call: own,
      },
    });
  const card = of();
  return { card: card?.id ?? '', column: card?.column ?? '' };
}

async function move(site: CallSite, input: JsonObject): Promise<JsonObject> {
  const { run, thread, call } = site;
  const card = cardOf(site, input);
  const to = columnOf(site, input['to']);
  const { columns } = run.ports.board;
  const [at, target] = [columns.indexOf(card.column), columns.indexOf(to)];
  const own = `${thread.id}/${call.callId}`;
  // One that this call moved before its process died was moved by it.
  if (target === at) return { card: card.id, column: to, moved: card.movedBy === own };
  if (target < at)
    throw new CallRefusedError('runtime/invalid-call', `${card.id} is in ${card.column}, which is behind ${to}.`, {
      hint: 'Send it back with card_return, and say why.',
    });
  const from = card.column;
  await passGates(site, card, columns.slice(at + 1, target + 1));
  // A gate takes its time, and somebody else may have moved the card meanwhile.
  const now = cardOf(site, input).column;
  if (now === to) return { card: card.id, column: to, moved: false };
  if (now !== from)
    throw new CallRefusedError('runtime/invalid-call', `${card.id} was moved to ${now} meanwhile.`, {
      hint: 'Look at the board with list, and move it again where that is still right.',
    });
  const data = { card: card.id, from, to, call: own };
  await run.session.append({ thread: thread.id, type: 'card_moved', data });
  return { card: card.id, column: to, moved: true };
}

async function sendBack(site: CallSite, input: JsonObject): Promise<JsonObject> {
  const { run, thread } = site;
  const card = cardOf(site, input);
  const { columns } = run.ports.board;
  const at = columns.indexOf(card.column);
  const to = input['to'] === undefined ? (columns[at - 1] ?? '') : columnOf(site, input['to']);
  const note = await run.ports.redactor.text((input as { note: string }).note);
  // The same words a second time are those of a call that is made again.
  if (card.notes.at(-1)?.note === note && card.notes.at(-1)?.to === card.column)
    return { card: card.id, column: card.column };
  if (columns.indexOf(to) >= at || to === '')
    throw new CallRefusedError(
      'runtime/invalid-call',
      `${card.id} is in ${card.column}: it cannot be sent back from there to ${to || 'anywhere'}.`,
      {
        hint: `The columns are ${columns.join(', ')}.`,
      },
    );
  await run.session.append({
    thread: thread.id,
    type: 'card_returned',
    data: { card: card.id, from: card.column, to, note },
  });
  return { card: card.id, column: to };
}

function list({ run }: CallSite): JsonObject {
  const { columns, gates } = run.ports.board;
  const cards = [...run.session.state.cards.values()];
  return {
    columns: columns.map((name) => ({
      name,
      gate: Object.hasOwn(gates, name),
      cards: cards
        .filter(({ column }) => column === name)
        .map(({ id, title, artifacts, notes, red }) => ({
          card: id,
          title,
          artifacts,
          ...(notes.length > 0 && { sent_back: notes.map(({ from, note }) => ({ from, note })) }),
          ...(red && { red_gate: red }),
        })),
    })),
  };
}

/** Where a person is a gate on the way of a card, its move is asked about like any other action. */
function askAtGate({ run }: CallSite, input: JsonObject): Decision | undefined {
  const { columns, gates } = run.ports.board;
  const { card: id, to } = input as { card: string; to: string };
  const card = run.session.state.cards.get(id);
  if (!card) return undefined;
  const way = columns.slice(columns.indexOf(card.column) + 1, columns.indexOf(to) + 1);
  const gate = way.find((column) => gates[column] && 'approval' in gates[column]);
  return gate === undefined ? undefined : { do: 'ask', rule: `gate before ${gate}`, why: card.title };
}

function cardOf({ run }: CallSite, input: JsonObject): Card {
  const { cards } = run.session.state;
  const id = input['card'];
  const card = typeof id === 'string' ? cards.get(id) : undefined;
  if (card) return card;
  throw new CallRefusedError('runtime/unknown-card', `There is no card ${JSON.stringify(id ?? null)}.`, {
    hint: cards.size === 0 ? 'None was made.' : `There are ${[...cards.keys()].join(', ')}.`,
  });
}

function columnOf({ run }: CallSite, given: unknown): string {
  const { columns } = run.ports.board;
  const found = columns.find((column) => typeof given === 'string' && column === given.toUpperCase());
  if (found !== undefined) return found;
  const near = typeof given === 'string' ? nearest(given.toUpperCase(), columns) : [];
  throw new CallRefusedError('runtime/invalid-call', `There is no column ${JSON.stringify(given ?? null)}.`, {
    hint: `The columns are ${columns.join(', ')}${near[0] === undefined ? '' : `; near is ${near[0]}`}.`,
  });
}

function tool(
  name: string,
  work: OwnTool['work'],
  description: string,
  properties: JsonObject,
  required: string[],
): OwnTool {
  const inputSchema = { type: 'object', properties, required, additionalProperties: false };
  return { spec: { id: `rye/board/${name}`, description, inputSchema, effect: 'idempotent' }, work };
}
