import { gitText } from './run-git.ts';

/** Who a commit says wrote it. */
export interface Identity {
  name: string;
  email: string;
}

/** Who writes where the user has no git identity. */
export const RYE: Identity = { name: 'rye', email: 'rye@localhost' };

/** The user's git identity in the project, where one is set; else rye's own. */
export async function userIdentity(projectRoot: string): Promise<Identity> {
  const ask = (key: string): Promise<string> =>
    // Exit 1 is git's answer for a key that is not set.
    gitText({ cwd: projectRoot }, ['config', '--get', key], { allow: [1] });
  const [name, email] = await Promise.all([ask('user.name'), ask('user.email')]);
  return name.trim() !== '' && email.trim() !== '' ? { name, email } : RYE;
}

/** An identity as one line of a commit, without what would end it early. */
export function identityLine({ name, email }: Identity): string {
  const clean = (text: string): string => text.replace(/[<>\p{Cc}]/gu, '').trim();
  return `${clean(name) || RYE.name} <${clean(email) || RYE.email}>`;
}
