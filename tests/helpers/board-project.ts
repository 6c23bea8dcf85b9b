import { tempRepository, writeFiles } from './rye.ts';

/** A directive whose thread works with the board. */
export const SHIP = `# Ship

\`\`\`xml
<directive name="ship" version="1.0.0">
<metadata><description>Ships.</description><category></category><author>team</author><model tier="general"/>
<permissions><execute><tool>rye/board/*</tool><tool>rye/file-system/*</tool></execute></permissions>
</metadata>
</directive>
\`\`\`

Ship it.
`;

const CHECK = `#!/bin/sh
grep -q "Home" titles.txt 2>/dev/null || { echo "no Home in the titles"; exit 1; }
`;

/** What the one thread of the run does, a turn each. */
export type BoardTurn = { call: string; input: object } | { text: string; delayMs?: number };

/**
 * A project with a directive `ship`, and a board; the gate of its column REVIEW is green when `titles.txt` says Home.
 * @param turns What the thread does.
 */
export function boardProject(
  turns: readonly BoardTurn[],
  { gates = 'REVIEW: {command: sh check.sh}', cwd = tempRepository() }: { gates?: string; cwd?: string } = {},
): string {
  writeFiles(cwd, {
    'check.sh': CHECK,
    '.ai/directives/ship.md': SHIP,
    '.ai/config/agent/board.yaml': `gates:\n  ${gates}\n`,
    '.ai/offline/ship.yaml': JSON.stringify({ turns: turns.map(scripted) }),
  });
  return cwd;
}

function scripted(turn: BoardTurn): object {
  if ('call' in turn) return { calls: [{ tool: turn.call, input: turn.input }] };
  return { text: turn.text, ...(turn.delayMs !== undefined && { delay_ms: turn.delayMs }) };
}
