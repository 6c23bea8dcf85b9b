import { runGit } from './run-git.ts';

/**
 * Config under which git runs none of the user's own filters: to compare a file with what it has, or to lay one down, it
 * would run programs that are none of ours to run. Without them a file can seem to differ that does not; it does so each
 * time, with the same hash.
 */
export async function withoutFilters(root: string): Promise<string[]> {
  const asked = [
    'config',
    '--name-only',
    '-z',
    '--get-regexp',
    String.raw`^filter\..*\.(clean|smudge|process|required)$`,
  ];
  const { stdout } = await runGit({ cwd: root }, asked, { allow: [1, 128] });
  const filters = new Set(namesOf(stdout).map((name) => name.slice(0, name.lastIndexOf('.'))));
  return [...filters].flatMap((filter) => [
    `${filter}.clean=`,
    `${filter}.smudge=`,
    `${filter}.process=`,
    `${filter}.required=false`,
  ]);
}

/** What git lists with `-z`. */
export function namesOf(output: Buffer): string[] {
  return output
    .toString('utf8')
    .split('\0')
    .filter((name) => name !== '');
}
