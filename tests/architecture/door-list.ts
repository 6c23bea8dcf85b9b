import { doorExports } from './door.ts';
import { rooms } from './floor-plan.ts';
import type { SourceFile } from './source-file.ts';

/** Every export of every door, a line each: what `doors.txt` holds, so that a change of a door is seen in review. */
export function doorList(files: readonly SourceFile[]): string {
  const lines = rooms.flatMap(({ name: room }) =>
    doorExports(files, room).map(
      ({ name, kind, declared }) =>
        `#${room} ${kind === 'type' ? 'type ' : ''}${name}${declared ? '' : ' (not found)'}`,
    ),
  );
  return `${lines.join('\n')}\n`;
}
