import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { LiveCall } from '#protocol';
import { createRedactor } from '#tools';
import { LiveTexts } from '../../src/runtime/live-texts.ts';
import { FakeClock } from '../helpers/fake-clock.ts';

const KEY = 'sk-ant-api03-0123456789abcdefghijklmnopqrstuvwxyz';
const PASSPHRASE = 'correct horse battery staple';
const PRIVATE_KEY = `-----BEGIN PRIVATE KEY-----\n${'MIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n'.repeat(4)}-----END PRIVATE KEY-----\n`;

const call: LiveCall = { thread: 'lead-1', call_id: 'm1' };

/** What is shown of texts that come in these pieces, a round after each. */
async function shownOf(pieces: string[]): Promise<string[]> {
  const clock = new FakeClock();
  const shown: string[] = [];
  const redactor = createRedactor({ env: { ANTHROPIC_API_KEY: 'plain-key-value-1', WALLET_SECRET: PASSPHRASE } });
  const writer = {
    showLive: (texts: readonly { text: string }[]) => shown.push(...texts.map(({ text }) => text)),
    endLive: () => undefined,
  };
  // Loads its rules, which takes longer than the rounds below.
  await redactor.text('x'.repeat(16));
  const live = new LiveTexts(writer as never, { redactor, clock });
  for (const piece of pieces) {
    live.take(call, piece);
    await clock.sleep(1000);
    for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  }
  live.stop();
  return shown;
}

// The rules for tokens are loaded on first use, which takes longer than the few turns that a round is given here.
beforeAll(async () => void (await createRedactor({ env: {} }).text(KEY)));

describe('text of calls in flight', () => {
  it('is no longer shown where secrets cannot be taken out of it, and that harms nobody', async () => {
    const clock = new FakeClock();
    const shown: unknown[] = [];
    const redactor = { ...createRedactor({ env: {} }), json: () => Promise.reject(new Error('no rules')) };
    const writer = { showLive: (texts: unknown) => shown.push(texts), endLive: () => undefined };
    const live = new LiveTexts(writer as never, { redactor, clock });
    for (const piece of ['one two ', 'three four ']) {
      live.take(call, piece);
      await clock.sleep(1000);
      for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    }
    expect(shown).toEqual([]);
  });

  it('is shown as it comes, up to its last word', async () => {
    expect(await shownOf(['Once upon a ti', 'me there ', 'was'])).toEqual(['Once upon a ', 'time there ']);
  });

  it.each(['', '.', '", she said'])(
    'never holds a value with blanks that came whole and is followed by <%s>',
    async (end) => {
      const shown = (await shownOf([`Here it is: ${PASSPHRASE}${end}`, ' and more. ', 'Over. '])).join('');
      expect(shown).not.toContain('correct');
      expect(shown).toContain('[redacted:');
    },
  );

  it.each([
    ['a token', KEY],
    ['the value of a credential variable', 'plain-key-value-1'],
    ['a value with blanks', PASSPHRASE],
    ['a private key', PRIVATE_KEY],
    ['a password with its name', 'password: "hunter22-and-more"'],
  ])('never holds %s, however it is cut in pieces', async (_name, secret) => {
    const text = `Here it is: ${secret} and that was it. `;
    const cuts = fc.array(fc.integer({ min: 1, max: text.length - 1 }), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(cuts, async (places) => {
        const sorted = [0, ...places.toSorted((a, b) => a - b), text.length];
        const pieces = sorted.slice(1).map((end, index) => text.slice(sorted[index], end));
        const shown = (await shownOf(pieces.filter((piece) => piece !== ''))).join('');
        expect(shown.startsWith('Here it is: ')).toBe(true);
        expect(shown).toContain('[redacted:');
        expect(shown.endsWith('and that was it. ')).toBe(true);
        const bare = secret.replace('password: ', '');
        for (let at = 0; at + 12 <= bare.length; at += 4) {
          const part = bare.slice(at, at + 12);
          if (!part.includes('KEY-----') && !part.startsWith('-----')) expect(shown).not.toContain(part);
        }
      }),
      { numRuns: 25 },
    );
  });

  it('does not cut a value with blanks that came whole, whatever follows it', async () => {
    for (const follows of ['', '.', '"']) {
      const shown = await shownOf([`Here it is: ${PASSPHRASE}${follows}`, ' and that was it. ']);
      expect(shown.join('')).not.toContain('battery');
    }
  });

  it('leaves a word out that is too long to be one', async () => {
    const shown = await shownOf(['before ', 'x'.repeat(40_000), 'x'.repeat(40_000), 'xx after ', 'end ']);
    expect(shown.join('')).toBe('before […] after end ');
  });

  it('comes in one round for all calls, at most ten times a second', async () => {
    const clock = new FakeClock();
    const rounds: number[] = [];
    const redactor = createRedactor({ env: {} });
    const writer = { showLive: (texts: readonly unknown[]) => rounds.push(texts.length), endLive: () => undefined };
    const live = new LiveTexts(writer as never, { redactor, clock });
    for (let nth = 0; nth < 50; nth += 1) {
      for (let thread = 0; thread < 3; thread += 1) live.take({ thread: `t${thread}`, call_id: 'm1' }, 'word ');
      await clock.sleep(20);
    }
    live.stop();
    expect(rounds.every((calls) => calls === 3)).toBe(true);
    expect(rounds.length).toBeGreaterThan(1);
    expect(rounds.length).toBeLessThanOrEqual(11);
  });

  it('is not shown once its call has ended', async () => {
    const clock = new FakeClock();
    const ended: LiveCall[] = [];
    const shown: unknown[] = [];
    const redactor = createRedactor({ env: {} });
    const writer = {
      showLive: (texts: readonly unknown[]) => shown.push(...texts),
      endLive: (each: LiveCall) => ended.push(each),
    };
    const live = new LiveTexts(writer as never, { redactor, clock });
    live.take(call, 'too late ');
    live.end(call);
    await clock.sleep(1000);
    expect(shown).toEqual([]);
    expect(ended).toEqual([call]);
  });
});
