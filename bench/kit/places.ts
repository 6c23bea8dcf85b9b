import { fileURLToPath } from 'node:url';

/** The top of the repository, with a slash at its end. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** What the benchmarks build of rye, and of the programs that drive it. */
export const BUILD = `${ROOT}bench/build/`;
/** Where the peers live, with packages of their own. */
export const PEERS = `${ROOT}bench/peers/`;
