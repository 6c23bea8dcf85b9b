import { describe, expect, it } from 'vitest';
import { update } from '../../../src/tui/model/update.ts';
import { draftOf } from '../../helpers/event-builder.ts';
import { eightThreads, feedOf } from '../eight-threads.ts';
import { boardOf, fourCards, manyCards, RULES } from '../four-cards.ts';
import { afterKeys, modelOf, screenOf } from '../model-builder.ts';

describe('the board of a run', () => {
  it('at 80×24 is as the design draws it', () => {
    expect(screenOf(afterKeys(boardOf(), 'l'))).toMatchInlineSnapshot(`
      " rye  shop-api › r-7f3a › Board           * LIVE  !1  $1.36/5.00 [##......] 27%
       1 Runs  2 Threads  [3 Board]  4 Log  5 Diff                            4 tasks
      ┌ PLAN 1 ──────────┐┌ BUILD 1 ─────────┐┌ REVIEW 1 ────────┐┌ SHIP 1 ──────────┐
      │ SDK migration    ││>update titles    ││ gray pills       ││ fix 404          │
      │  planner  * run  ││  builder-2 * run ││  reviewer  ! ASK ││  shipper  ✓ done │
      │  5/15  $0.71     ││  9/20  $0.44     ││  3/8  $0.12      ││  4/10  $0.09     │
      │                  ││  npm test ✗      ││  npm test ✓      ││  approval ✓      │
      │                  ││                  ││                  ││                  │
      │                  ││                  ││                  ││                  │
      │                  ││                  ││                  ││                  │
      │                  ││                  ││                  ││                  │
      │                  ││                  ││                  ││                  │
      │                  ││                  ││                  ││                  │
      │                  ││                  ││                  ││                  │
      │                  ││                  ││                  ││                  │
      │                  ││                  ││                  ││                  │
      │                  ││                  ││                  ││                  │
      │                  ││                  ││                  ││                  │
      └──────────────────┘└──────────────────┘└──────────────────┘└──────────────────┘
       update titles  gate BUILD›REVIEW: npm test, red 11:42  files: plan.md
       moved: PLAN 11:41 › BUILD 11:42   spend $0.44/1.50   branch r-7f3a
       h/l column  j/k move  enter open  > advance…  < send back…  r resume…  e edit
       / filter   : command   ? help   tab next pane   + zoom   q quit
                                                                       1 needs you: A"
    `);
  });

  it('at 100×30 says more of the selected card', () => {
    const lines = screenOf(afterKeys(boardOf(fourCards(), { columns: 100, rows: 30 }), 'l')).split('\n');
    expect(lines.slice(18)).toMatchInlineSnapshot(`
      [
        "┌ c2 update titles ──────────────────────────────────────────────────────────────────── J/K scroll ┐",
        "│ thread   builder-2, root/builder-2                                                               │",
        "│ gate     BUILD›REVIEW: npm test, red 11:42                                                       │",
        "│ said     npm test ended with 1                                                                   │",
        "│          12 of 41 pass                                                                           │",
        "│ moved    PLAN 11:41 › BUILD 11:42                                                                │",
        "│ files    plan.md                                                                                 │",
        "│ spend    $0.44/1.50                                                                              │",
        "└──────────────────────────────────────────────────────────────────────────────────────────────────┘",
        " h/l column  j/k move  enter open  > advance…  < send back…  r resume…  e edit  y yank",
        " / filter   : command   ? help   tab next pane   + zoom   q quit",
        "                                                                                     1 needs you: A",
      ]
    `);
  });

  it('shows one column below 72 cells, and says which', () => {
    const screen = screenOf(afterKeys(boardOf(fourCards(), { columns: 70 }), 'l', 'l'));
    expect(screen).toContain('┌ REVIEW 1 ');
    expect(screen).toContain('h/l column 3 of 4');
    expect(screen).toContain('gray pills');
    expect(screen).not.toContain('update titles');
  });

  it('shows as many columns as there is room for, the one with the cursor among them', () => {
    const columns = ['PLAN', 'B', 'C', 'D', 'E', 'F'];
    const model = update(boardOf(manyCards(1)), { type: 'board', rules: { columns, gates: {} } }).model;
    const top = (keys: string[]) =>
      screenOf(afterKeys(model, ...keys))
        .split('\n')
        .slice(1, 3)
        .join(' ');
    expect(top([])).toMatch(/columns 1-4 of 6 ┌ PLAN 1.*┌ D 0/);
    expect(top(['l', 'l', 'l', 'l', 'l'])).toMatch(/columns 3-6 of 6 ┌ C 0.*┌ F 0/);
  });

  it('keeps cards in sight that stand in a column which the config has no more', () => {
    const model = update(boardOf(), { type: 'board', rules: { columns: ['PLAN', 'BUILD'], gates: {} } }).model;
    expect(screenOf(model)).toMatch(/PLAN 1.*BUILD 1.*REVIEW 1.*SHIP 1/);
  });

  it('scrolls within a column, and says which of its cards are seen', () => {
    const screen = screenOf(afterKeys(boardOf(manyCards(9)), 'j', 'j', 'j', 'j'));
    expect(screen).toMatch(/┌ PLAN 9 ─+ 3-5 ┐/);
    expect(screen).toContain('>task 5');
    expect(screen).not.toContain('task 2 ');
  });

  it('shows why a card was sent back, and which gate was passed by force', () => {
    const more = [
      draftOf(
        'card_returned',
        { card: 'c3', from: 'REVIEW', to: 'BUILD', note: 'Say why.', by: 'ann' },
        { thread: 'team' },
      ),
      draftOf(
        'card_moved',
        { card: 'c2', from: 'BUILD', to: 'REVIEW', by: 'ann', forced: ['REVIEW'] },
        { thread: 'team' },
      ),
    ];
    const screen = screenOf(boardOf(fourCards(more)));
    expect(screen).toContain('  < Say why.');
    expect(screen).toContain('npm te… ✗ forced');
    const selected = screenOf(afterKeys(boardOf(fourCards(more)), 'l', 'l'));
    expect(selected).toMatch(/REVIEW \d\d:\d\d forced by ann/);
  });

  it('draws what models and files say as text', () => {
    const title = 'wipe \u001b[2J\u001b]52;c;eA==\u0007 all\nof it';
    const more = [
      draftOf('card_created', { card: 'c9', title, column: 'PLAN', artifacts: [title] }, { thread: 'team' }),
    ];
    const screen = screenOf(afterKeys(boardOf(fourCards(more), { columns: 160, rows: 45 }), 'j'));
    expect(screen).toContain('>wipe  all of it');
    expect(screen).not.toMatch(/(?!\n)\p{Cc}/u);
  });

  it('has no other characters than ASCII where it is told to', () => {
    const model = afterKeys(boardOf(fourCards(), { ascii: true }), 'l');
    expect(screenOf(model)).toContain('npm test x');
    for (const screen of [screenOf(model), screenOf(afterKeys(model, '>'))]) expect(screen).toMatch(/^[\x20-\x7e\n]*$/);
  });

  it('says how a run gets one where it has none', () => {
    const none = afterKeys(modelOf({ run: eightThreads() }), '3');
    expect(screenOf(none)).toContain('No cards yet: a thread of the run makes one with rye/board/card_create');
  });

  it('changes when an agent moves a card, without a key', () => {
    const before = fourCards();
    const moved = draftOf('card_moved', { card: 'c1', from: 'PLAN', to: 'BUILD' }, { thread: 'planner' });
    const model = update(boardOf(before), { type: 'run', feed: fourCards([moved]) }).model;
    expect(screenOf(model)).toMatch(/PLAN 0.*BUILD 2/);
    expect(feedOf(before.events).state.cards.get('c1')?.column).toBe('PLAN');
  });
});

describe('the question before a card moves on', () => {
  it('shows the gate and its result; past a red one it says that it is forced', () => {
    expect(screenOf(afterKeys(boardOf(), 'l', '>'))).toMatchInlineSnapshot(`
      " rye  shop-api › r-7f3a › Board           * LIVE  !1  $1.36/5.00 [##......] 27%
       1 Runs  2 Threads  [3 Board]  4 Log  5 Diff                            4 tasks
      ┌ PLAN 1 ──────────┐┌ BUILD 1 ─────────┐┌ REVIEW 1 ────────┐┌ SHIP 1 ──────────┐
      │ SDK migration    ││>update titles    ││ gray pills       ││ fix 404          │
      │  planner  * run  ││  builder-2 * run ││  reviewer  ! ASK ││  shipper  ✓ done │
      │  5/15  $0.71     ││  9/20  $0.44     ││  3/8  $0.12      ││  4/10  $0.09     │
      │ ┌ move c2 to REVIEW? ──────────────────────────────────────────────────────┐ │
      │ │ card   c2 update titles                                                  │ │
      │ │ goes   BUILD › REVIEW                                                    │ │
      │ │ gate   npm test                                                          │ │
      │ │ result ✗ red 11:42: npm test ended with 1                                │ │
      │ │        12 of 41 pass                                                     │ │
      │ │                                                                          │ │
      │ │  esc leave it    enter run the gate, move it if it is green              │ │
      │ │ y move it past the red gate: recorded as forced by you                   │ │
      │ │                                                                          │ │
      │ └──────────────────────────────────────────────────────────────────────────┘ │
      │                  ││                  ││                  ││                  │
      └──────────────────┘└──────────────────┘└──────────────────┘└──────────────────┘
       update titles  gate BUILD›REVIEW: npm test, red 11:42  files: plan.md
       moved: PLAN 11:41 › BUILD 11:42   spend $0.44/1.50   branch r-7f3a
       h/l column  j/k move  enter open  > advance…  < send back…  r resume…  e edit
       / filter   : command   ? help   tab next pane   + zoom   q quit
                                                                       1 needs you: A"
    `);
  });

  it('says of an approval that whoever moves the card has said so', () => {
    const screen = screenOf(afterKeys(boardOf(), 'l', 'l', '>'));
    expect(screen).toContain('a person says so: whoever moves it has');
    expect(screen).not.toContain('forced');
  });

  it('says that nothing holds the card where there is no gate', () => {
    expect(screenOf(afterKeys(boardOf(), '>'))).toMatch(/gate +none[\s\S]*enter move it/);
    expect(RULES.gates).not.toHaveProperty('BUILD');
  });
});
