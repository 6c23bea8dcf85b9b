import { generateKeyPairSync } from 'node:crypto';
import { type SigningKey, trustFileText } from '#library';
import { sha256 } from '#protocol';

/** A pair of keys that no disk holds, and its trust file. */
export interface TestKey extends SigningKey {
  pem: string;
  trustFile: string;
}

export function testKey(owner = 'ada'): TestKey {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const id = sha256(pem).slice(0, 16);
  return { id, key: privateKey, pem, trustFile: trustFileText({ id, pem }, owner) };
}
