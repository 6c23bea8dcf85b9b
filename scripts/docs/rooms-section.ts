import { homes, type Room, rooms } from '../../tests/architecture/floor-plan.ts';
import { table } from './table.ts';

/** The picture of the rooms, and their tables, from the floor plan that the tests hold the code to. */
export function roomsSection(): string {
  const fence = '```';
  return [
    [`${fence}text`, picture(rooms), fence].join('\n'),
    'Each room may enter the doors of rooms further down, as the table gives it.',
    table(
      ['room', 'what it is for', 'may import', 'because'],
      rooms.map(({ name, what, mayImport, because }) => [
        `\`${name}\``,
        what,
        mayImport.map((other) => `\`${other}\``).join(' ') || 'no other room',
        because,
      ]),
    ),
    'Libraries have one home each, or as few as can be:',
    table(
      ['library', 'home', 'because'],
      homes.map(({ library, homes: where, because }) => [
        `\`${library.replace(/\/$/, '/*')}\``,
        where.map((home) => `\`${home}\``).join(' '),
        because,
      ]),
    ),
  ].join('\n\n');
}

/** Rooms as layers: each stands above everything that it may import. */
export function picture(plan: readonly Room[]): string {
  const layers = Map.groupBy(plan, ({ name }) => heightOf(name, plan));
  const heights = [...layers.keys()].sort((a, b) => b - a);
  const rows = heights.map((height) => (layers.get(height) ?? []).map(({ name }) => name).join('     '));
  const width = Math.max(...rows.map((row) => row.length));
  const centred = (text: string): string => ' '.repeat(3 + Math.floor((width - text.length) / 2)) + text;
  return rows.map(centred).join(`\n${centred('│')}\n`);
}

function heightOf(name: string, plan: readonly Room[]): number {
  const below = plan.find((room) => room.name === name)?.mayImport ?? [];
  return below.length === 0 ? 0 : 1 + Math.max(...below.map((other) => heightOf(other, plan)));
}
