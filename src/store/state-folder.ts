import { type StateOptions, StateSite } from './state-site.ts';

/** The git directory of a project's state, made where it is missing. @throws {RyeError} `store/no-git` and its like */
export async function stateFolder(options: StateOptions): Promise<string> {
  return (await new StateSite(options).prepare()).state.gitDir;
}
