/** Where the outputs of a run came from. */
export { type Blame, type BlameLink, blameable, blameOutput } from './blame-output.ts';
