import { createPublicKey } from 'node:crypto';
import { expect, test } from 'vitest';
import { sha256 } from '#protocol';
import { isSignedBy } from '../../../src/library/signature/verify-signature.ts';

/** The two keys of formats 11.7, as base64 of their SubjectPublicKeyInfo. */
const KEYS = {
  '6ea18199041a1ea8': 'MCowBQYDK2VwAyEAUbAHc8d2KetZE2I9eb+VaUpTLkNsDJtFaAsY0nTEm7I=',
  '4b987fd4e40303ac': 'MCowBQYDK2VwAyEAgc0X8VKJuKzFh/aSw/XeYEdp3keIqncwu9ySd81Y69g=',
};
const pemOf = (spki: string): string => `-----BEGIN PUBLIC KEY-----\n${spki}\n-----END PUBLIC KEY-----\n`;

test.each(Object.entries(KEYS))('the id %s is the hash of its PEM, newline and all', (id, spki) => {
  expect(sha256(pemOf(spki)).slice(0, 16)).toBe(id);
  expect(sha256(pemOf(spki).trimEnd()).slice(0, 16)).not.toBe(id);
});

/** Hashes and signatures that stand in public files, over texts that are not ours to carry. */
const LINES = [
  [
    'padded',
    '3bee8b7d861a79339f8fd009ef561e11abb40d1c87b08db49028242be4970d0f',
    'l_RNuXCcUdnwzJU40bUEV63ZRYoAH58hrzrHCCFDncyjHOx48PPwnkGOOHbNHK4oC6cLOXxHE6seKufELtxEAw==',
  ],
  [
    'unpadded',
    '2594597f222c1a3a6f4ee2da9b92fe79f02c1ba817f2b345ab6003a7431febe1',
    '3kn_V06R69AaX9Z239TBeL_7i7ia3TNe-uhIPwsXBVNAoymGhgXCc29gU7hNGXrGCy0fJsppzMiUYh6mIZ5VDw',
  ],
] as const;

test.each(LINES)('a %s signature by 4b98… is good, and over no other hash', (_, hash, signature) => {
  const key = createPublicKey(pemOf(KEYS['4b987fd4e40303ac']));
  const signed = { form: 'upstream' as const, hash, signature };
  expect(isSignedBy(signed, key)).toBe(true);
  expect(isSignedBy({ ...signed, signature: signature.replace(/=+$/, '') }, key)).toBe(true);
  expect(isSignedBy({ ...signed, hash: hash.replace(/.$/, hash.endsWith('0') ? '1' : '0') }, key)).toBe(false);
  expect(isSignedBy(signed, createPublicKey(pemOf(KEYS['6ea18199041a1ea8'])))).toBe(false);
});

test.each([
  ['empty', ''],
  ['a byte short', Buffer.alloc(63, 1).toString('base64url')],
  ['a byte long', Buffer.alloc(65, 1).toString('base64url')],
  ['of zeros', Buffer.alloc(64).toString('base64url')],
])('a signature %s is bad, and nothing is thrown', (_, signature) => {
  const key = createPublicKey(pemOf(KEYS['4b987fd4e40303ac']));
  expect(isSignedBy({ form: 'upstream', hash: 'a'.repeat(64), signature }, key)).toBe(false);
});
