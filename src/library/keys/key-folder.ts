import { join } from 'node:path';

/** The files of one's own pair of keys. Absolute paths. */
export interface KeyFiles {
  folder: string;
  privateKey: string;
  publicKey: string;
}

/**
 * Where one's own keys lie: in the user space, or where `RYE_SIGNING_KEY_DIR` says.
 * @param override Absolute path.
 */
export function keyFiles(userHome: string, override?: string): KeyFiles {
  const folder = override ?? join(userHome, '.ai', 'config', 'keys', 'signing');
  return { folder, privateKey: join(folder, 'private_key.pem'), publicKey: join(folder, 'public_key.pem') };
}
