// Writes the generated parts of docs/ and the list of door exports. `npm run check` fails while they are stale.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../tests/architecture/source-file.ts';
import { generatedPages } from './docs/pages.ts';

// Help is folded to the width of a terminal where there is one.
process.stdout.isTTY = false;
for (const { path, text } of await generatedPages()) writeFileSync(join(repository, path), text);
