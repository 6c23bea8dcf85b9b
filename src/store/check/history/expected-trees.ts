import type { Event } from '#protocol';
import { createCommitText } from '../../git/commit-text.ts';
import { objectId } from '../../git/pack/object-id.ts';
import { Tree } from '../../git/pack/tree.ts';
import { RunTree } from '../../git/run-tree.ts';
import { toLine } from '../../journal/encode-group.ts';

/** The trees that the commit of an event should have, by their ids. */
export interface ExpectedTree {
  /** The folder `events`: a function of the lines alone. */
  events: string;
  /** All of it: content and what this version of rye folds the events to included. */
  whole: string;
}

/**
 * Reckons the tree of each event's commit anew, and writes nothing.
 * @param contentOid The blob of the content that an event names, with its path; undefined where it names none, or where
 *   that is lost.
 */
export function expectedTrees(
  events: readonly Event[],
  objectFormat: string,
  contentOid: (event: Event) => { path: string; oid: string } | undefined,
): ExpectedTree[] {
  const lines = new RunTree();
  const tree = new Tree();
  const text = createCommitText();
  const blob = (content: Uint8Array): Buffer => objectId(objectFormat, 'blob', content);
  let ofEvents = '';
  return events.map((event) => {
    const content = contentOid(event);
    if (content) tree.set(content.path, Buffer.from(content.oid, 'hex'));
    for (const file of text.next(event).files) tree.set(file.path, blob(Buffer.from(file.content)));
    const segment = lines.next(toLine(event));
    tree.set(segment.path, blob(segment.content));
    const whole = tree.store((bytes, folder) => {
      const stored = objectId(objectFormat, 'tree', bytes);
      if (folder === '/events') ofEvents = stored.toString('hex');
      return stored;
    });
    return { events: ofEvents, whole: whole.toString('hex') };
  });
}
