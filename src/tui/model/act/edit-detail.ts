import { lineText } from '../../text/index.ts';
import type { Model } from '../model.ts';
import { screenOf } from '../screens/screens.ts';
import { doing, nothingSelected, type Step, say, still } from '../step.ts';

/** Wide enough that an editor gets lines as they were written. */
const UNWRAPPED = 2_000;

/** Opens a copy of what the detail pane shows in the user's editor. */
export function editDetail(model: Model): Step {
  const { name, lines, file, refused } = screenOf(model).text(model, UNWRAPPED);
  if (refused !== undefined) return still(say(model, refused));
  if (file) return doing(model, { kind: 'edit', ...file });
  if (lines.length === 0) return nothingSelected(model);
  const text = lines.map((line) => lineText(line).trimEnd()).join('\n');
  return doing(model, { kind: 'edit', name: `${name}.txt`, text: `${text}\n` });
}
