import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Event } from '#protocol';
import { boardProject } from '../../helpers/board-project.ts';
import { namedRepository, openCockpit } from '../../helpers/cockpit.ts';
import { frameText } from '../../helpers/frame-text.ts';
import { rye, ryeJson, writeFiles } from '../../helpers/rye.ts';
import { KEY, type Terminal } from '../../helpers/terminal.ts';

const RUN = 'shipping';
const card = (title: string, artifacts: string[]) => ({ call: 'rye/board/card_create', input: { title, artifacts } });

const boardEvents = async (cwd: string): Promise<Event[]> => {
  const { json } = await ryeJson<{ events: Event[] }>(['log', RUN], { cwd });
  return json.events.filter(({ type }) => /^(?:card_(?!created)|gate_)/.test(type));
};
const typesOf = async (cwd: string): Promise<string[]> => (await boardEvents(cwd)).map(({ type }) => type);

/** What scripts cost is made up from the lengths of all texts, those of tools among them. */
async function frameOf(terminal: Terminal): Promise<string> {
  // A frame can arrive in several writes.
  for (let before = -1; before !== terminal.writes.length; ) {
    before = terminal.writes.length;
    await sleep(400);
  }
  return frameText(terminal).replace(/~\$[\d.]+/g, (cost) => cost.replace(/\d/g, '0'));
}

/** A run with two cards, that goes on for longer than the test; the gate of BUILD is green when `titles.txt` says Home. */
async function boardInView(): Promise<{ project: string; terminal: Terminal }> {
  const project = boardProject(
    [card('SDK migration', ['plan.md']), card('update titles', []), { text: 'shipped', delayMs: 600_000 }],
    { gates: 'BUILD: {command: sh check.sh}', cwd: namedRepository() },
  );
  await rye(['run', 'ship', '--offline', '--run-id', RUN, '--detach'], { cwd: project });
  onTestFinished(async () => {
    await rye(['kill', RUN], { cwd: project });
  });
  const terminal = await openCockpit(project, [RUN]);
  terminal.press('3');
  await terminal.waitFor(/PLAN 2[\s\S]*update titles/);
  await terminal.waitFor('sh check.sh, not asked yet');
  return { project, terminal };
}

describe('check 21: the board', () => {
  it('check 21: a card passes PLAN to BUILD only when its gate event exists; a red gate asks', async () => {
    const { project, terminal } = await boardInView();
    await expect(await frameOf(terminal)).toMatchFileSnapshot('frames/check-21-board.txt');
    terminal.press('>');
    await terminal.waitFor('not asked yet about this card');
    terminal.press(KEY.enter);
    await terminal.waitFor('The card stays where it is: the gate before BUILD is red');
    await terminal.waitFor('sh check.sh ✗');
    expect(await typesOf(project)).toEqual(['gate_failed']);

    terminal.press('>');
    await terminal.waitFor('y move it past the red gate: recorded as forced by you');
    expect(terminal.text()).toMatch(/result ✗ red .*sh check.sh ended with 1/);
    expect(terminal.text()).toContain('no Home in the titles');
    await expect(await frameOf(terminal)).toMatchFileSnapshot('frames/check-21-red-gate.txt');
    terminal.press(KEY.escape);
    await terminal.waitFor((seen) => !seen.text().includes('past the red gate'));
    expect(await typesOf(project)).toEqual(['gate_failed']);

    writeFiles(project, { 'titles.txt': 'Home\n' });
    terminal.press('>');
    await terminal.waitFor('past the red gate');
    terminal.press(KEY.enter);
    await terminal.waitFor(/PLAN 1.*BUILD 1/);
    await terminal.waitFor('sh check.sh ✓');
    expect(await typesOf(project)).toEqual(['gate_failed', 'gate_passed', 'card_moved']);
  });

  it('check 21: a red gate is passed by a typed y alone, and who forced it is recorded', async () => {
    const { project, terminal } = await boardInView();
    terminal.press('>');
    await terminal.waitFor('move c1 to BUILD?');
    terminal.press(KEY.enter);
    await terminal.waitFor('sh check.sh ✗');
    terminal.press('>');
    await terminal.waitFor('past the red gate');
    terminal.press('y');
    await terminal.waitFor(/PLAN 1.*BUILD 1/);
    await terminal.waitFor(/BUILD \d\d:\d\d forced by user/);
    expect((await boardEvents(project)).at(-1)?.data).toEqual({
      card: 'c1',
      from: 'PLAN',
      to: 'BUILD',
      by: 'user',
      forced: ['BUILD'],
    });
  });

  it('check 21: < asks for a reason and writes that the card was sent back', async () => {
    const { project, terminal } = await boardInView();
    writeFiles(project, { 'titles.txt': 'Home\n' });
    expect((await rye(['move', RUN, 'c2', 'BUILD'], { cwd: project })).code).toBe(0);
    // What another process does is seen without a key.
    await terminal.waitFor(/PLAN 1.*BUILD 1/);
    terminal.press('l');
    await terminal.waitFor('>update titles');
    terminal.press('<');
    await terminal.waitFor('goes from BUILD back to PLAN');
    terminal.press(KEY.enter);
    await terminal.waitFor('Type what is to be mended');
    terminal.press('Say why.', KEY.enter);
    await terminal.waitFor(/PLAN 2.*BUILD 0/);
    await terminal.waitFor('< Say why.');
    await terminal.waitFor('c2 is in PLAN');
    await expect(await frameOf(terminal)).toMatchFileSnapshot('frames/check-21-sent-back.txt');
    expect((await boardEvents(project)).at(-1)).toMatchObject({
      type: 'card_returned',
      data: { card: 'c2', from: 'BUILD', to: 'PLAN', note: 'Say why.', by: 'user' },
    });
  });

  it('check 21: at 70 columns one column is shown', async () => {
    const { terminal } = await boardInView();
    terminal.resize(70, 24);
    await terminal.waitFor('h/l column 1 of 4');
    await expect(await frameOf(terminal)).toMatchFileSnapshot('frames/check-21-one-column.txt');
    expect(terminal.text()).not.toContain('BUILD 0');
    terminal.press('l');
    await terminal.waitFor('h/l column 2 of 4');
    expect(terminal.text()).toContain('BUILD 0');
    expect(terminal.text()).not.toContain('PLAN 2');
  });
});
