import { CHECKPOINT_MOMENTS, type CheckpointMoment, nearest } from '#protocol';
import type { Report } from '../problems/report.ts';
import { textOf } from '../xml/elements.ts';
import type { XmlElement } from '../xml/parse-xml.ts';

/** The moments that `<checkpoints>` names; an empty one means all of them. Undefined without the element. */
export function readCheckpoints(element: XmlElement | undefined, report: Report): CheckpointMoment[] | undefined {
  if (element === undefined) return undefined;
  const named = (textOf(element) ?? '').split(/[\s,]+/).filter((word) => word !== '');
  for (const word of named) {
    if (CHECKPOINT_MOMENTS.some((moment) => moment === word)) continue;
    const near = nearest(word, CHECKPOINT_MOMENTS)[0];
    report.error(
      element.start,
      'unknown-moment',
      `there is no checkpoint at "${word}"${near === undefined ? '' : `; did you mean ${near}?`} The moments are ${CHECKPOINT_MOMENTS.join(', ')}`,
    );
  }
  return named.length === 0 ? [...CHECKPOINT_MOMENTS] : CHECKPOINT_MOMENTS.filter((moment) => named.includes(moment));
}
