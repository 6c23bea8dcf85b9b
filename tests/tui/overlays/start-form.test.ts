import { describe, expect, it } from 'vitest';
import { openStartForm, type StartForm } from '../../../src/tui/overlays/start/start-form.ts';
import { refuseForm } from '../../../src/tui/overlays/start/update-form.ts';
import { asciiGlyphs } from '../../../src/tui/text/index.ts';
import { directive, frame, large, type Play, play, small, surroundings } from './world.ts';

const around = surroundings();
const entry = around.directives?.[0] ?? directive('none');

function form(...plays: Play[]) {
  return play(openStartForm(entry, around), around, ...plays);
}

describe('the start form', () => {
  it('shows what is run, its inputs, the model, who answers and the ceiling', () => {
    expect(frame(openStartForm(entry, around), around)).toBe(`\
  ┌ start /scout-plan-build ───────── enter start  tab next field  esc leave ┐
  │ Scouts the code, plans the change, builds it.                            │
  │ .ai/directives/scout-plan-build.md                                       │
  │                                                                          │
  │ > task *                                                     string      │
  │   depth          2                                           integer     │
  │   model          claude-sonnet-5 (general)                   id/tier     │
  │   provider       < offline >  costs are simulated                        │
  │   ceiling *      5.00                                        USD         │
  │ What is to be done                                                       │
  │ ceiling $5.00 (simulated), a call reserves <= $2.50                      │
  │ limits: turns 30                                                         │
  │                                                                          │
  └──────────────────────────────────────────────────────────────────────────┘
@9,21`);
  });

  it('is wider on a large screen, and no higher than it needs', () => {
    const lines = frame(openStartForm(entry, around), around, large).split('\n');
    expect(lines).toHaveLength(15);
    expect(lines[0]).toMatch(/^ {30}┌ start \/scout-plan-build ─+ enter start {2}tab next field {2}esc leave ┐$/);
  });

  it('shows the ceiling on the smallest screen, whichever field has the keys', () => {
    for (let tabs = 0; tabs < 5; tabs += 1) {
      const { overlay } = form({ keys: ['tab', ...Array<string>(tabs).fill('tab')].join(' ') });
      const shown = overlay ? frame(overlay, around, { columns: 60, rows: 15 }) : '';
      expect(shown).toContain('ceiling $5.00 (simulated), a call reserves <= $2.50');
      expect(shown).toMatch(/│ [ >]+[a-z]/);
    }
  });

  it('keeps the form and marks the field where a required input is missing', () => {
    const { overlay, demands } = form({ keys: 'tab enter' });
    expect(demands).toEqual([]);
    expect(overlay && frame(overlay, around)).toContain(`
  │ >!task *                                                     string      │
  │   depth          2                                           integer     │`);
    expect(overlay && frame(overlay, around)).toContain('│ task is required ');
  });

  it('takes the mark away once the field is typed into', () => {
    const { overlay } = form({ keys: 'enter' }, { type: 'x' });
    expect(overlay && frame(overlay, around)).toContain('│ > task *         x ');
  });

  it('asks for the start with the inputs by their types, the provider and the ceiling that it shows', () => {
    const { overlay, demands } = form({ type: 'mend it' }, { keys: 'tab' }, { type: '3' }, { keys: 'enter' });
    expect(demands).toEqual([
      {
        kind: 'start',
        request: {
          item: 'scout-plan-build',
          inputs: { task: 'mend it', depth: 3 },
          provider: 'offline',
          budgetUsd: 5,
        },
      },
    ]);
    expect(overlay).toMatchObject({ sending: true });
  });

  it('leaves out an input that nothing was typed for, so that its default holds', () => {
    expect(form({ type: 'x' }, { keys: 'enter' }).demands).toMatchObject([{ request: { inputs: { task: 'x' } } }]);
  });

  it('takes an edited ceiling and model', () => {
    const { demands } = form(
      { type: 'x' },
      { keys: '⇧tab ^u' },
      { type: '$0.25' },
      { keys: '⇧tab ⇧tab' },
      { type: 'haiku' },
      { keys: 'enter' },
    );
    expect(demands).toMatchObject([{ request: { budgetUsd: 0.25, model: 'haiku' } }]);
  });

  it.each([
    [{ keys: '⇧tab ^u' }, 'ceiling is required', 'ceiling: none given, so nothing can start'],
    [{ keys: '⇧tab ^u 0' }, 'ceiling is to be an amount above 0 such as 0.50, in USD', 'ceiling: none given'],
    [{ keys: '⇧tab ^u - 1' }, 'ceiling is to be an amount above 0 such as 0.50, in USD', 'ceiling: none given'],
    [{ keys: 'tab x' }, 'depth is to be of type integer, such as 3', 'ceiling $5.00'],
  ])('%j does not start: %s', (plays, message, ceiling) => {
    const { overlay, demands } = form({ type: 'x' }, plays, { keys: 'enter' });
    expect(demands).toEqual([]);
    const shown = overlay ? frame(overlay, around) : '';
    expect(shown).toContain(message);
    expect(shown).toContain(ceiling);
  });

  it('names the variable that a provider lacks, and does not start with it', () => {
    const real = surroundings({ provider: 'anthropic' });
    const { overlay, demands } = play(openStartForm(entry, real), real, { type: 'x' }, { keys: 'enter' });
    expect(demands).toEqual([]);
    expect(overlay && frame(overlay, real)).toContain('anthropic cannot answer: ANTHROPIC_API_KEY is not set');
    expect(overlay && frame(overlay, real)).toContain('ceiling $5.00, a call');
    const other = overlay ? play(overlay, real, { keys: 'right enter' }) : undefined;
    expect(other?.demands).toMatchObject([{ request: { provider: 'offline' } }]);
  });

  it('says where a directive that cannot be used is wrong, and does not start it', () => {
    const broken = directive('broken', {
      problem: {
        code: 'library/invalid-item',
        message: '<limits> is not closed',
        at: { file: '.ai/directives/broken.md', line: 7, col: 3 },
      },
    });
    const { overlay, demands } = play(openStartForm(broken, around), around, { keys: 'enter' });
    expect(demands).toEqual([]);
    expect(overlay && frame(overlay, around)).toContain('│ .ai/directives/broken.md:7:3  <limits> is not closed ');
    expect(overlay && frame(overlay, around)).toContain(
      '│ It cannot be run as it stands: mend the file first, then open the form',
    );
  });

  it('asks for another model where the price of its own is not known', () => {
    const { model: _model, ...rest } = directive('dear');
    const modelProblem = { code: 'models/unknown-price', message: 'The price of the model "x-1" is not known' };
    const dear = { ...rest, modelProblem };
    const refused = play(openStartForm(dear, around), around, { keys: 'enter' });
    expect(refused.demands).toEqual([]);
    expect(refused.overlay && frame(refused.overlay, around)).toContain('model is required');
    const taken = play(openStartForm(dear, around), around, { type: 'haiku' }, { keys: 'enter' });
    expect(taken.demands).toMatchObject([{ request: { model: 'haiku' } }]);
  });

  it('comes back with the reason and everything that was typed where the start is refused', () => {
    const { overlay } = form({ type: 'mend it' }, { keys: 'enter' });
    const refused = refuseForm(overlay as StartForm, 'The detached run did not start: no git\nInstall git.');
    const shown = frame(refused, around);
    expect(shown).toContain('│ > task *         mend it ');
    expect(shown).toContain('│ The detached run did not start: no git ');
    expect(shown).toContain('│ Install git. ');
    expect(play(refused, around, { keys: 'enter' }).demands).toHaveLength(1);
  });

  it('takes no keys between enter and the answer, but esc', () => {
    const sent = form({ type: 'x' }, { keys: 'enter enter' }, { type: 'yy' }, { paste: 'zz' });
    expect(sent.demands).toHaveLength(1);
    expect(sent.overlay && frame(sent.overlay, around)).toContain('│ > task *         x ');
    expect(play(sent.overlay as StartForm, around, { keys: 'escape' }).overlay).toBeUndefined();
  });

  it('shows inputs that were typed behind the name, those that are not declared too', () => {
    const opened = openStartForm(directive('open'), around, new Map([['topic', 'a\nb']]), 'something was left');
    expect(frame(opened, around)).toContain('│ > topic          a\\nb ');
    expect(frame(opened, around)).toContain('something was left');
  });

  it('starts with the first required input that is empty', () => {
    const opened = openStartForm(entry, around, new Map([['depth', '3']]));
    expect(frame(opened, around)).toContain('│ > task *  ');
    expect(openStartForm(entry, around, new Map([['task', 'x']])).focus).toBe(0);
  });

  it('is plain ASCII where that is asked for', () => {
    expect(frame(openStartForm(entry, around), around, small, asciiGlyphs)).toMatch(/^[\x20-\x7e\n]*$/);
  });
});
