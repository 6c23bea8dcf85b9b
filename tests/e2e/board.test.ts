import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { BoardDocument } from '#protocol';
import { SHIP } from '../helpers/board-project.ts';
import { checkout, rye, ryeJson, tempRepository, writeFiles } from '../helpers/rye.ts';

const page = readFileSync(join(checkout, 'docs', 'board.md'), 'utf8');
const CONFIG = /```yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
const [, COMMAND = ''] = /^\$ rye (.+)$/m.exec(page) ?? [];

it('a card whose gate is red twice and green the third time: the history reads as a story', async () => {
  const cwd = tempRepository();
  const call = (tool: string, input: object) => ({ calls: [{ tool, input }] });
  const to = (column: string) => call('rye/board/card_move', { card: 'c1', to: column });
  const write = (content: string) => call('rye/file-system/write', { path: 'titles.txt', content });
  writeFiles(cwd, {
    'check.sh':
      '#!/bin/sh\ngrep -q "Home" titles.txt || { echo "no Home"; exit 1; }\ngrep -q "About" titles.txt || { echo "no About"; exit 2; }\n',
    '.ai/directives/ship.md': SHIP,
    '.ai/config/agent/board.yaml': CONFIG.replace('./check.sh', 'sh check.sh'),
    '.ai/offline/ship.yaml': JSON.stringify({
      turns: [
        call('rye/board/card_create', { title: 'Update titles' }),
        to('BUILD'),
        write('nothing yet'),
        to('REVIEW'),
        write('Home'),
        to('REVIEW'),
        write('Home\nAbout'),
        to('REVIEW'),
        call('rye/board/card_return', { card: 'c1', note: 'Say why in the commit.' }),
        to('REVIEW'),
        to('SHIP'),
        { text: 'shipped' },
      ],
    }),
  });
  const asked = await rye(['run', 'ship', '--offline', '--quiet', '--approve', 'ask', '--run-id', 'shipping'], { cwd });
  expect(asked.code, asked.stderr).toBe(4);
  const { json } = await ryeJson(['status', 'shipping'], { cwd });
  expect(json.waiting_for).toMatchObject([{ kind: 'approval', id: 'a1', reason: 'Update titles' }]);
  await rye(['approve', 'shipping', 'a1'], { cwd });
  expect((await rye(['resume', 'shipping', '--quiet'], { cwd })).code).toBe(0);

  const { stdout } = await rye(COMMAND.split(' '), { cwd });
  const story = stdout
    .trim()
    .split('\n')
    .map((line) => /card c1.*|card Update.*/.exec(line)?.[0] ?? line);
  expect(story).toEqual([
    'card Update titles created in PLAN',
    'card c1 moved from PLAN to BUILD',
    expect.stringMatching(/^card c1 failed REVIEW.*no Home/),
    expect.stringMatching(/^card c1 failed REVIEW.*no About/),
    'card c1 passed REVIEW',
    'card c1 moved from BUILD to REVIEW',
    'card c1 sent back to BUILD: Say why in the commit.',
    'card c1 passed REVIEW',
    'card c1 moved from BUILD to REVIEW',
    'card c1 passed SHIP',
    'card c1 moved from REVIEW to SHIP',
  ]);
  const board = JSON.parse(readFileSync(join(cwd, '.ai/data/runs/shipping/board.json'), 'utf8')) as BoardDocument;
  expect(board.cards).toMatchObject([{ id: 'c1', column: 'SHIP', notes: [{ note: 'Say why in the commit.' }] }]);
  expect((await ryeJson(['fsck', '--json'], { cwd })).json).toMatchObject({ ok: true, problems: [] });
  expect((await rye(['validate'], { cwd })).code).toBe(0);
});
