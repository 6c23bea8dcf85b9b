import { describe, expect, it } from 'vitest';
import { systemClock, systemRandomness } from '#app';

describe('the system clock', () => {
  it('wakes a sleeper when its signal aborts, without an error', async () => {
    const controller = new AbortController();
    const slept = systemClock.sleep(2 ** 40, controller.signal);
    controller.abort();
    await expect(slept).resolves.toBeUndefined();
  });

  it('does not sleep at all where the signal has aborted before', async () => {
    await expect(systemClock.sleep(2 ** 40, AbortSignal.abort())).resolves.toBeUndefined();
  });
});

describe('system randomness', () => {
  it('gives as many bytes as asked for, in hex', () => {
    expect(systemRandomness.hex(4)).toMatch(/^[0-9a-f]{8}$/);
  });
});
