import { lineText } from '../../text/index.ts';
import { runDetailLines } from '../../views/runs/run-detail.ts';
import { detailLines } from '../../views/threads/detail/detail-lines.ts';
import type { Model } from '../model.ts';
import { doing, nothingSelected, type Step } from '../step.ts';

/** Wide enough that an editor gets lines as they were written. */
const UNWRAPPED = 2_000;

/** Opens a copy of what the detail pane shows in the user's editor. */
export function editDetail(model: Model): Step {
  const lines = model.view === 'runs' ? runDetailLines(model, UNWRAPPED) : detailLines(model, UNWRAPPED);
  if (lines.length === 0) return nothingSelected(model);
  const text = lines.map((line) => lineText(line).trimEnd()).join('\n');
  const name = model.view === 'runs' ? 'run' : (model.run?.detail.tab ?? 'output');
  return doing(model, { kind: 'edit', name: `${name}.txt`, text: `${text}\n` });
}
