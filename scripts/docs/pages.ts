import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { doorList } from '../../tests/architecture/door-list.ts';
import { readSources, repository } from '../../tests/architecture/source-file.ts';
import { commandsSection } from './commands-section.ts';
import { eventsSection } from './events-section.ts';
import { keysSection } from './keys-section.ts';
import { problemsSection } from './problems-section.ts';
import { roomsSection } from './rooms-section.ts';

/** A file that is generated, or holds a generated part. */
export interface Page {
  /** From the repository on. */
  path: string;
  text: string;
}

/** The generated files as they should be now. */
export async function generatedPages(): Promise<Page[]> {
  return [
    withPart('docs/architecture.md', 'rooms', roomsSection()),
    withPart('docs/format.md', 'events', eventsSection()),
    withPart('docs/validation.md', 'problems', problemsSection()),
    withPart('docs/cli.md', 'commands', await commandsSection()),
    withPart('docs/keys.md', 'keys', keysSection()),
    { path: 'tests/architecture/doors.txt', text: doorList(readSources()) },
  ];
}

/** A page with the part between its two marks replaced. */
function withPart(path: string, name: string, part: string): Page {
  return { path, text: replacePart(readFileSync(join(repository, path), 'utf8'), name, part) };
}

/** Replaces what stands between `<!-- generated: NAME -->` and `<!-- end -->`. @throws where the marks are missing */
export function replacePart(text: string, name: string, part: string): string {
  const begin = `<!-- generated: ${name} -->\n`;
  const from = text.indexOf(begin) + begin.length;
  const to = text.indexOf('<!-- end -->', from);
  if (from < begin.length || to < 0) throw new Error(`the marks of the generated part "${name}" are missing`);
  return `${text.slice(0, from)}\n${part}\n\n${text.slice(to)}`;
}
