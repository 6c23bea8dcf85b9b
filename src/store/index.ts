export * from './errors.ts';
export { failpoint, failpointOf, noProbe } from './failpoint.ts';
export type { Repository } from './git/find-repository.ts';
export { type GitProbe, OLDEST_GIT, probeGit } from './git/probe-git.ts';
export type { Identity } from './git/user-identity.ts';
export { createGitStore } from './git-store.ts';
export { createMemoryStore, type MemoryStoreOptions } from './memory-store.ts';
export { type FoundProject, findProject } from './project.ts';
export type { StateOptions } from './state-site.ts';
